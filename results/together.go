package results

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tfreeze/internal/nearest"
	"tfreeze/report"
)

// A Layout is how a figure shows several inputs. MethodsLayout, the figure of an input, is
// there in any case. TargetsLayout is a figure for each file, with what is explained of it
// below each other; ImagesLayout is one figure of all inputs.
type Layout string

// The layouts.
const (
	MethodsLayout Layout = "methods"
	TargetsLayout Layout = "targets"
	ImagesLayout  Layout = "images"
)

// Layouts are all layouts.
var Layouts = []string{string(MethodsLayout), string(TargetsLayout), string(ImagesLayout)}

// ParseLayouts reads names of layouts.
func ParseLayouts(names []string) (all []Layout, err error) {
	for _, name := range names {
		if !slices.Contains(Layouts, name) {
			return nil, nearest.Unknown("layout of figures", name, Layouts)
		}
		all = append(all, Layout(name))
	}
	return all, nil
}

const (
	// mostTogether bounds the inputs of a figure.
	mostTogether = 100
	// across is the number of cells that fit a page beside each other, with a width at which
	// maps can be read.
	across = 7
)

// Together lays out the maps of several inputs. An input has a row, with a column for each
// method and variant; if these are too many for a page, a row for each variant. If they
// are few, several inputs are beside each other. caption has two lines at most.
func (l Plan) Together(title string, plates []*Plate, caption func(*Plate) string) report.Figure {
	f := report.Figure{Title: title, Width: l.Width}
	for _, p := range plates {
		f.Bar = cmp.Or(f.Bar, p.bar)
	}
	seen := slices.ContainsFunc(plates, func(p *Plate) bool { return p.Seen != nil })
	cells := len(l.Methods) * len(l.Variants)
	if seen {
		cells++
	}
	switch {
	case slices.ContainsFunc(plates, func(p *Plate) bool { return p.strips }):
		f.Columns = []string{""}
		for _, p := range plates {
			f.Rows = append(f.Rows, headed(l.strips(p), caption(p)+": ")...)
		}
	case cells > across:
		one := l.Figure(plates[0])
		f.Columns = one.Columns
		for _, p := range plates {
			f.Rows = append(f.Rows, headed(l.Figure(p).Rows, caption(p))...)
		}
	default:
		l.grid(&f, plates, seen, max(1, min(across/cells, len(plates))), caption)
	}
	return f
}

// headed writes a caption above the first of an input's rows, before what is there.
func headed(rows []report.Row, caption string) []report.Row {
	rows[0].Above = strings.ReplaceAll(caption, "\n", ", ") + rows[0].Above
	return rows
}

// grid lays out inputs in rows, so many beside each other.
func (l Plan) grid(f *report.Figure, plates []*Plate, seen bool, beside int, caption func(*Plate) string) {
	for range beside {
		l.columns(f, seen)
	}
	for line := range slices.Chunk(plates, beside) {
		row := report.Row{}
		for _, p := range line {
			if seen {
				row.Cells = append(row.Cells, p.Seen)
				row.Captions = append(row.Captions, make([]string, len(row.Cells)-1-len(row.Captions))...)
				row.Captions = append(row.Captions, caption(p))
			} else if row.Label == "" {
				row.Label = strings.ReplaceAll(caption(p), "\n", ", ")
			}
			for _, m := range l.Methods {
				for _, v := range l.Variants {
					row.Cells = append(row.Cells, p.maps[m+"."+string(v)])
				}
			}
		}
		row.Cells = append(row.Cells, make([]report.Panel, len(f.Columns)-len(row.Cells))...)
		f.Rows = append(f.Rows, row)
	}
}

// columns adds the columns of an input: its picture's, and those of its maps, with the
// methods above the variants.
func (l Plan) columns(f *report.Figure, seen bool) {
	if seen {
		f.Columns = append(f.Columns, "")
		f.Heads = append(f.Heads, report.Head{Columns: 1})
	}
	for _, m := range l.Methods {
		f.Heads = append(f.Heads, report.Head{Label: report.Heading(m), Columns: len(l.Variants)})
		for _, v := range l.Variants {
			f.Columns = append(f.Columns, RowLabel(v, l.Options))
		}
	}
}

// byTarget captions an input of a figure of one file.
func byTarget(p *Plate) string { return fmt.Sprintf("%s\nscore %.4g", p.Explained, p.Score) }

// byName captions an input of a figure of all.
func byName(p *Plate) string { return p.Name + "\n" + p.Explained }
