package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	"tfreeze/internal/files"
	"tfreeze/report"
)

func viewFlag() cli.Flag {
	return &cli.StringFlag{Name: "view", Value: report.Views[0].Name,
		Usage: "draw a comma-separated `LIST` of " + strings.Join(report.ViewNames(), ", ") + "; the figure has the first"}
}

func chosenViews(list string) ([]report.View, error) {
	chosen, err := report.SelectViews(split(list))
	if err != nil {
		return nil, usageError{err}
	}
	return chosen, nil
}

// pictures draws a map in each view, and notes the files.
func (d *inputDir) pictures(r *explain.Result, rec *attributionRecord, m report.Map) error {
	name := rec.Method + "." + string(rec.Variant)
	rec.Pictures = map[string]string{}
	for i, v := range d.views {
		file := pictureFile(name, v)
		heat, err := v.Draw(m)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if i == 0 {
			d.maps[name], rec.PNG = heat, file
		}
		rec.Pictures[v.Name] = file
		facts := d.facts(r, report.Text{Key: "Method", Value: rec.Method},
			report.Text{Key: "Variant", Value: string(rec.Variant)}, report.Text{Key: "View", Value: v.Name})
		err = files.Write(filepath.Join(d.dir, file), func(w io.Writer) error {
			return report.WritePNG(w, heat.Image(), facts)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// pictureFile names the view unless it is the usual one.
func pictureFile(name string, v report.View) string {
	if v.Name == report.Views[0].Name {
		return name + ".png"
	}
	return name + "." + v.Name + ".png"
}
