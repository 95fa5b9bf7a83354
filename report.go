package tfreeze

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"tfreeze/evaluate"
	"tfreeze/internal/files"
	"tfreeze/methods"
	"tfreeze/report/gallery"
	"tfreeze/results"
)

// ReportOptions say what a page shows beside maps.
type ReportOptions struct {
	// Evaluation is a directory that Evaluate wrote. What it has of the same images and the
	// same percentile is shown with the maps. It may be empty.
	Evaluation string
}

// WriteReport writes a page of the maps in a directory that ExplainFiles wrote: one HTML
// file that needs no network.
func WriteReport(dir, file string, o ReportOptions) error {
	r, err := results.Read(dir)
	if err != nil {
		return err
	}
	page := results.Page(dir, r)
	if o.Evaluation != "" {
		if err := measure(&page, r, o.Evaluation); err != nil {
			return err
		}
	}
	if err := files.Write(file, page.Write); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// measure gives the images of a page what was measured of them.
func measure(page *gallery.Page, r *results.Record, dir string) error {
	f, err := evaluate.Read(dir)
	if err != nil {
		return err
	}
	rows, err := evaluate.ReadRows(dir)
	if err != nil {
		return err
	}
	bySHA256 := map[string]string{}
	for _, image := range f.Images {
		bySHA256[image.SHA256] = image.Name
	}
	of := map[string][]evaluate.Row{}
	for _, row := range rows {
		of[row.Image] = append(of[row.Image], row)
	}
	images := page.Images
	page.Images = func(yield func(*gallery.Image, error) bool) {
		at := 0
		for image, err := range images {
			if err == nil {
				image.Measures = measures(&r.Inputs[at], of[bySHA256[r.Inputs[at].SHA256]])
			}
			if at++; !yield(image, err) {
				return
			}
		}
	}
	return nil
}

// measures are the numbers of an input's maps, and of the controls beside them.
func measures(in *results.Input, rows []evaluate.Row) (all []gallery.Measure) {
	var percentile float64
	frozen := false
	for _, a := range in.Attributions {
		if p, err := a.Parameters.Number(methods.Percentile.Name); err == nil {
			percentile, frozen = p, true
		}
	}
	for _, row := range rows {
		if row.Percentile >= 0 && (!frozen || row.Percentile != percentile) || math.IsNaN(row.Value) || math.IsInf(row.Value, 0) {
			continue
		}
		all = append(all, gallery.Measure{Name: row.Metric, Method: row.Method, Variant: row.Variant, Value: row.Value})
	}
	return all
}

// reportEvaluation explains what was measured, and writes the page of both.
func (m *Model) reportEvaluation(ctx context.Context, w evaluate.Work, o EvaluateOptions) error {
	var items []Item
	for _, in := range w.Inputs {
		// An array of many images is one file.
		if item := (Item{Path: in.Path}); !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	f := FilesOptions{ExplainOptions: o.ExplainOptions, Overwrite: true}
	f.Options = f.Options.With(methods.Percentile.Is(w.Percentiles[0]))
	f.Variants = w.Variants
	maps := filepath.Join(w.Dir, "maps")
	if _, err := m.ExplainItems(ctx, items, maps, f); err != nil {
		return err
	}
	return WriteReport(maps, filepath.Join(w.Dir, results.ReportFile), ReportOptions{Evaluation: w.Dir})
}
