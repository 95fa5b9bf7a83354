package results

import (
	"image"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/report"
)

// A Plate is what a figure shows of one input: its picture, and its maps by their names,
// such as "grad.plain".
type Plate struct {
	// Name is the input's, Explained what of its scores is explained, and Score its score.
	Name, Explained string
	Score           float32
	// Seen is the picture beside the maps. It may be nil.
	Seen report.Panel
	maps map[string]report.Panel
	// bar says what the colours of the maps mean.
	bar *report.Bar
	// strips reports whether the maps are of a series, and show the input, too.
	strips bool
}

// Add adds a map: its picture in a view, or, of a series, the map with its input.
func (p *Plate) Add(name string, m Drawing, in *inputs.Input, v report.View, heat report.Heatmap, picture image.Image) error {
	panel, bar, err := m.Over(in, v)
	if err != nil {
		return err
	}
	if p.maps == nil {
		p.maps = map[string]report.Panel{}
	}
	if panel != nil {
		p.maps[name], p.bar, p.strips = panel, bar, true
		return nil
	}
	p.maps[name], p.bar = report.Picture{Image: report.Shrunk(picture)}, v.Bar(heat)
	return nil
}

// Of says what of an input is explained.
func (p *Plate) Of(name string, r *explain.Result, label string) {
	p.Name, p.Explained, p.Score = Shown(name), ExplainedName(r, Shown(label)), r.Score
}

// Plan says which maps a figure shows, and how wide it is.
type Plan struct {
	Methods  []string
	Variants []serving.Variant
	Options  methods.Values
	Width    float64
}

// Figure lays out the maps of an input as in figures 4 to 6 of the paper: a row for each
// variant, a column for each method. Maps of a series are below each other.
func (l Plan) Figure(p *Plate) report.Figure {
	f := report.Figure{Title: Title(p), Columns: []string{""}, Bar: p.bar, Width: l.Width}
	if p.strips {
		f.Rows = l.strips(p)
		return f
	}
	for _, m := range l.Methods {
		f.Columns = append(f.Columns, report.Heading(m))
	}
	seen := p.Seen
	for _, v := range l.Variants {
		row := report.Row{Label: RowLabel(v, l.Options), Cells: []report.Panel{seen}}
		for _, m := range l.Methods {
			row.Cells = append(row.Cells, p.maps[m+"."+string(v)])
		}
		f.Rows = append(f.Rows, row)
		seen = nil // once is enough
	}
	return f
}

// strips lists the maps of a series.
func (l Plan) strips(p *Plate) (rows []report.Row) {
	for _, m := range l.Methods {
		for _, v := range l.Variants {
			label := report.Heading(m) + ", " + RowLabel(v, l.Options)
			rows = append(rows, report.Row{Above: label, Cells: []report.Panel{p.maps[m+"."+string(v)]}})
		}
	}
	return rows
}
