package evaluate

import (
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"tfreeze/internal/files"
)

// PlotsDir is the directory of the plots, NAME.png for each value of a metric.
const PlotsDir = "plots"

// A look is how a variant is drawn.
type look struct {
	name   string
	ink    color.Color
	dashes []vg.Length
	level  bool // a level, which does not depend on the percentile
}

// looks are those of the variants and the controls: colours that colour-blind people tell
// apart, and dashes for those who print in gray.
var looks = []look{
	{"plain", color.Black, nil, true},
	{"threshold", color.RGBA{0, 114, 178, 255}, nil, false},
	{"mask", color.RGBA{213, 94, 0, 255}, []vg.Length{6, 3}, false},
	{RandomMask, color.RGBA{0, 158, 115, 255}, []vg.Length{2, 2}, false},
	{EdgeMap, color.Gray{110}, []vg.Length{8, 3, 2, 3}, true},
	{RandomMap, color.Gray{170}, []vg.Length{1, 3}, true},
}

// plotAll draws each value of each metric over the percentile, a panel for each method.
func plotAll(dir string, lines []Line) error {
	if err := os.MkdirAll(filepath.Join(dir, PlotsDir), 0o777); err != nil {
		return err
	}
	for len(lines) > 0 {
		n := slices.IndexFunc(lines, func(l Line) bool { return l.Metric != lines[0].Metric })
		if n < 0 {
			n = len(lines)
		}
		path := filepath.Join(dir, PlotsDir, lines[0].Metric+".png")
		if err := files.Write(path, func(w io.Writer) error { return draws(w, lines[:n]) }); err != nil {
			return err
		}
		lines = lines[n:]
	}
	return nil
}

// Panels of a plot: their number in a row, and their size.
const (
	across               = 3
	panelWide, panelHigh = 7 * vg.Centimeter, 6 * vg.Centimeter
)

func draws(w io.Writer, lines []Line) error {
	var methods []string
	for _, l := range lines {
		if l.Variant != Control && l.N > 0 && !slices.Contains(methods, l.Method) {
			methods = append(methods, l.Method)
		}
	}
	columns := max(1, min(across, len(methods)))
	rows := max(1, (len(methods)+columns-1)/columns)
	low, high := bounds(lines)
	canvas := vgimg.NewWith(vgimg.UseWH(panelWide*vg.Length(columns), panelHigh*vg.Length(rows)), vgimg.UseDPI(110))
	tiles := draw.Tiles{Rows: rows, Cols: columns, PadX: vg.Points(8), PadY: vg.Points(8), PadTop: vg.Points(4), PadBottom: vg.Points(4), PadLeft: vg.Points(4), PadRight: vg.Points(8)}
	panels := make([][]*plot.Plot, rows)
	for r := range panels {
		panels[r] = make([]*plot.Plot, columns)
	}
	for i, m := range methods {
		p, err := panel(lines, m, legendOf(i, len(methods)))
		if err != nil {
			return err
		}
		p.Y.Min, p.Y.Max = low, high
		panels[i/columns][i%columns] = p
	}
	for r, all := range plot.Align(panels, tiles, draw.New(canvas)) {
		for c, at := range all {
			if panels[r][c] != nil {
				panels[r][c].Draw(at)
			}
		}
	}
	_, err := vgimg.PngCanvas{Canvas: canvas}.WriteTo(w)
	return err
}

// bounds are those of all panels, with some room for the legend above.
func bounds(lines []Line) (low, high float64) {
	var all []float64
	for _, l := range lines {
		if l.N > 0 {
			all = append(all, l.Mean.Mean)
		}
	}
	if len(all) == 0 {
		return 0, 1
	}
	low, high = slices.Min(all), slices.Max(all)
	room := max(high-low, 1e-9)
	return low - 0.05*room, high + 0.45*room
}

// legendOf are the looks that a panel's legend has: the first two panels share them.
func legendOf(panel, panels int) []look {
	half := len(looks) / 2
	switch {
	case panel == 0 && panels == 1:
		return looks
	case panel == 0:
		return looks[:half]
	case panel == 1:
		return looks[half:]
	}
	return nil
}

// panel draws a method's lines, and the levels of the controls.
func panel(lines []Line, method string, legend []look) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = method, "percentile of freezing", lines[0].Metric
	p.Legend.Top, p.Legend.Left = true, true
	p.Y.Tick.Marker = ticks{}
	for style, size := range map[*draw.TextStyle]float64{
		&p.Title.TextStyle: 10, &p.X.Label.TextStyle: 9, &p.Y.Label.TextStyle: 9, &p.X.Tick.Label: 8, &p.Y.Tick.Label: 8, &p.Legend.TextStyle: 8,
	} {
		style.Font.Variant, style.Font.Size = "Sans", vg.Points(size) // as in figures
	}
	for _, k := range looks {
		points := pointsOf(lines, method, k)
		if len(points) == 0 {
			continue
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return nil, err
		}
		line.Color, line.Dashes, line.Width = k.ink, k.dashes, vg.Points(1.4)
		p.Add(line)
		if len(points) == 1 {
			dot, err := plotter.NewScatter(points)
			if err != nil {
				return nil, err
			}
			dot.Color, dot.Shape = k.ink, draw.CircleGlyph{}
			p.Add(dot)
		}
		if slices.ContainsFunc(legend, func(l look) bool { return l.name == k.name }) {
			p.Legend.Add(k.name, line)
		}
	}
	return p, nil
}

// pointsOf are the means of a variant over the percentile. A level spans all of them.
func pointsOf(lines []Line, method string, k look) (points plotter.XYs) {
	low, high := span(lines)
	for _, l := range lines {
		isControl := l.Variant == Control && l.Method == k.name
		if l.N == 0 || !isControl && (l.Method != method || l.Variant != k.name) {
			continue
		}
		if !k.level {
			points = append(points, plotter.XY{X: l.Percentile, Y: l.Mean.Mean})
			continue
		}
		points = append(points, plotter.XY{X: low, Y: l.Mean.Mean}, plotter.XY{X: high, Y: l.Mean.Mean})
	}
	return points
}

// span is what the percentiles span; about a single one there is some room.
func span(lines []Line) (low, high float64) {
	low, high = 100, 0
	for _, l := range lines {
		if l.Percentile != none {
			low, high = min(low, l.Percentile), max(high, l.Percentile)
		}
	}
	switch {
	case low > high: // none is frozen
		return 0, 100
	case low == high:
		return low - 1, high + 1
	}
	return low, high
}

// ticks are gonum/plot's, with all digits: it writes 0.9 beside 0.875.
type ticks struct{}

func (ticks) Ticks(low, high float64) []plot.Tick {
	all := plot.DefaultTicks{}.Ticks(low, high)
	unit := (high - low) / 1e6
	for i, t := range all {
		if !t.IsMinor() {
			all[i].Label = strconv.FormatFloat(math.Round(t.Value/unit)*unit, 'g', 4, 64)
		}
	}
	return all
}
