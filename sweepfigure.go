package tfreeze

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"tfreeze/inputs"
	"tfreeze/methods/serving"
	"tfreeze/report"
	"tfreeze/results"
)

// WriteFigure writes a figure in a format: png, svg or pdf. Each target, method and variant
// has a strip of maps against the percentile, with what passes and the map's sparseness
// below them and in a plot beside them.
func (s *Sweep) WriteFigure(w io.Writer, format string) error {
	f, err := s.figure()
	if err != nil {
		return err
	}
	texts := []report.Text{{Key: "Software", Value: "tfreeze " + s.Tfreeze}, {Key: "Model", Value: s.Model}, {Key: "Input", Value: s.File}}
	return f.Write(w, format, texts)
}

func (s *Sweep) figure() (report.Figure, error) {
	if f, ok, err := s.strips(); ok || err != nil {
		return f, err
	}
	f := report.Figure{Title: s.title(), Columns: []string{"", "plain"}, Width: s.options.Width}
	for _, p := range s.options.Percentiles {
		f.Columns = append(f.Columns, fmt.Sprintf("p = %g", p))
	}
	f.Columns = append(f.Columns, "")
	seen, err := s.seen()
	if err != nil {
		return f, err
	}
	for i, plain := range s.Rows {
		if plain.Percentile != nil {
			continue
		}
		for _, v := range s.options.Variants {
			row, err := s.strip(i, v, &f)
			if err != nil {
				return f, err
			}
			if (i == 0 || plain.Target != s.Rows[i-1].Target) && v == s.options.Variants[0] {
				row.Cells[0] = seen
				if s.several() {
					row.Captions[0] = fmt.Sprintf("%s\nscore %.4g", explains(plain), plain.Score)
				}
			}
			f.Rows = append(f.Rows, row)
		}
	}
	return f, nil
}

// strips is the figure of a series: its maps are below each other, as in figures of explain.
// It returns false for other inputs.
func (s *Sweep) strips() (f report.Figure, ok bool, err error) {
	f = report.Figure{Title: s.title(), Columns: []string{""}, Width: s.options.Width}
	for i, r := range s.Rows {
		d, drawn := s.maps[i].drawing()
		if !drawn {
			return f, false, nil
		}
		panel, bar, err := d.Over(s.input, s.view)
		if panel == nil || err != nil {
			return f, false, err
		}
		f.Bar = bar
		f.Rows = append(f.Rows, report.Row{Above: s.above(r), Cells: []report.Panel{panel}})
	}
	return f, true, nil
}

// above says of what a strip is: "grad, threshold, p = 80: 12 % pass, Gini 0.93".
func (s *Sweep) above(r results.SweepRow) string {
	text := report.Heading(r.Method)
	if s.several() {
		text = explains(r) + ", " + text
	}
	caption := strings.Split(captionOf(r), "\n")
	at := "plain"
	if r.Percentile != nil {
		at = fmt.Sprintf("%s, p = %g", r.Variant, *r.Percentile)
	}
	return fmt.Sprintf("%s, %s: %s", text, at, strings.Join(caption, ", "))
}

// title names the input, and the target if there is one alone.
func (s *Sweep) title() string {
	r := s.Rows[0]
	if !s.several() {
		return results.Titled(results.Shown(s.name), fmt.Sprintf("%s, score %.4g", explains(r), r.Score))
	}
	return results.Shown(s.name)
}

// several reports whether there are several targets.
func (s *Sweep) several() bool { return s.Rows[0].Target != s.Rows[len(s.Rows)-1].Target }

// explains names a target shortly, with the first name of its class.
func explains(r results.SweepRow) string {
	label, _, _ := strings.Cut(results.Shown(r.Label), ",")
	return strings.TrimSpace(r.Target + " " + label)
}

// seen is the photo, if maps are drawn over it, or what the network saw.
func (s *Sweep) seen() (report.Panel, error) { return results.Seen(s.input, s.view) }

// strip is the row of a plain map and those of a variant that belong to it. The first cell
// is left empty.
func (s *Sweep) strip(plain int, v serving.Variant, f *report.Figure) (report.Row, error) {
	first := s.Rows[plain]
	row := report.Row{Label: report.Heading(first.Method), Cells: []report.Panel{nil}, Captions: []string{""}}
	if len(s.options.Variants) > 1 {
		row.Label += ", " + string(v)
	}
	shares, ginis := report.Curve{Name: "pass"}, report.Curve{Name: "Gini"}
	for i, r := range s.Rows {
		same := r.Target == first.Target && r.Method == first.Method && (r.Variant == v || i == plain)
		if !same {
			continue
		}
		cell, caption, err := s.cell(i, f)
		if err != nil {
			return row, err
		}
		row.Cells, row.Captions = append(row.Cells, cell), append(row.Captions, caption)
		if r.Percentile != nil {
			shares.Y, ginis.Y = append(shares.Y, r.Share), append(ginis.Y, or(r.Gini, math.NaN()))
		}
	}
	curves := report.Curves{X: s.options.Percentiles, Label: "p", Lines: []report.Curve{shares}}
	if !slices.ContainsFunc(ginis.Y, math.IsNaN) {
		curves.Lines = append(curves.Lines, ginis)
	}
	row.Cells = append(row.Cells, curves)
	return row, nil
}

// cell draws a map, with what its caption says.
func (s *Sweep) cell(i int, f *report.Figure) (report.Panel, string, error) {
	heat, err := s.maps[i].draw(s.view)
	if err != nil {
		return nil, "", err
	}
	photo, err := s.photo(s.input, heat)
	if err != nil {
		return nil, "", err
	}
	img, err := s.view.Picture(heat, photo)
	if err != nil {
		return nil, "", err
	}
	f.Bar = s.view.Bar(heat)
	return report.Picture{Image: report.Shrunk(img)}, captionOf(s.Rows[i]), nil
}

// captionOf says what passes, and how sparse a map is, in a line each.
func captionOf(r results.SweepRow) string {
	caption := "Gini –"
	if r.Gini != nil {
		caption = fmt.Sprintf("Gini %.2f", *r.Gini)
	}
	if r.Percentile != nil {
		caption = fmt.Sprintf("%.3g %% pass\n%s", 100*r.Share, caption)
	}
	return caption
}

// photo is what an overlay lies on.
func (s *Sweep) photo(in *inputs.Input, heat report.Heatmap) (*report.Photo, error) {
	if !s.view.OverPhoto() || in.Picture == nil {
		return nil, nil
	}
	return results.PhotoOf(in, heat.Height, heat.Width)
}

func or(v *float64, otherwise float64) float64 {
	if v == nil {
		return otherwise
	}
	return *v
}
