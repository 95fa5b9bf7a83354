package evaluate

import (
	"cmp"
	"image/color"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
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
	{RandomMap, color.Gray{130}, []vg.Length{1, 2.5}, true},
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

// Panels of a plot: their number in a row, and their size. The legend is above them.
const (
	across               = 3
	panelWide, panelHigh = 7 * vg.Centimeter, 5.5 * vg.Centimeter
	legendHigh           = 0.45 * vg.Centimeter
	dpi                  = 110
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
	panels := make([][]*plot.Plot, rows)
	for r := range panels {
		panels[r] = make([]*plot.Plot, columns)
	}
	for i, m := range methods {
		p, err := panel(lines, m)
		if err != nil {
			return err
		}
		if i%columns == 0 {
			p.Y.Label.Text = spoken(lines[0].Metric)
		}
		if i+columns >= len(methods) {
			p.X.Label.Text = "percentile of freezing"
		}
		panels[i/columns][i%columns] = p
	}
	legend := legendOf(lines, columns)
	high := legendHigh * vg.Length(len(legend))
	canvas := vgimg.NewWith(vgimg.UseWH(panelWide*vg.Length(columns), panelHigh*vg.Length(rows)+high), vgimg.UseDPI(dpi))
	whole := draw.New(canvas)
	drawLegend(whole, legend)
	tiles := draw.Tiles{Rows: rows, Cols: columns, PadX: vg.Points(12), PadY: vg.Points(10), PadTop: vg.Points(9), PadBottom: vg.Points(4), PadLeft: vg.Points(4), PadRight: vg.Points(8)}
	for r, all := range plot.Align(panels, tiles, draw.Crop(whole, 0, 0, 0, -high)) {
		for c, at := range all {
			if panels[r][c] != nil {
				panels[r][c].Draw(at)
			}
		}
	}
	_, err := vgimg.PngCanvas{Canvas: canvas}.WriteTo(w)
	return err
}

// spoken is a name as a reader says it: "guided backprop".
func spoken(name string) string { return strings.ReplaceAll(name, "_", " ") }

// bounds are those of all panels, with some room.
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
	room := 0.06 * max(high-low, 0.01*math.Abs(high), 1e-9)
	return low - room, high + room
}

// legendOf are the looks that are drawn, in lines of two for each panel of a row.
func legendOf(lines []Line, columns int) (all [][]look) {
	drawn := slices.DeleteFunc(slices.Clone(looks), func(k look) bool {
		return !slices.ContainsFunc(lines, func(l Line) bool {
			return l.N > 0 && (l.Variant == k.name || l.Variant == Control && l.Method == k.name)
		})
	})
	return slices.Collect(slices.Chunk(drawn, 2*columns))
}

// drawLegend draws the looks from the upper left on.
func drawLegend(on draw.Canvas, legend [][]look) {
	for i, line := range legend {
		y := on.Max.Y - legendHigh*vg.Length(float64(i)+0.5) - vg.Points(3)
		x := on.Min.X + vg.Points(8)
		for _, k := range line {
			sample := plotter.Line{LineStyle: k.style()}
			sample.Thumbnail(&draw.Canvas{Canvas: on.Canvas, Rectangle: vg.Rectangle{Min: vg.Point{X: x, Y: y - 1}, Max: vg.Point{X: x + vg.Points(20), Y: y + 1}}})
			text := draw.TextStyle{Color: color.Black, Font: font.From(plot.DefaultFont, vg.Points(9)), XAlign: draw.XLeft, YAlign: draw.YCenter, Handler: plot.DefaultTextHandler}
			text.Font.Variant = "Sans"
			on.FillText(text, vg.Point{X: x + vg.Points(24), Y: y}, spoken(k.name))
			x += vg.Points(24+16) + text.Width(spoken(k.name))
		}
	}
}

func (k look) style() draw.LineStyle {
	width := vg.Points(1.4)
	if k.level {
		width = vg.Points(1.1)
	}
	return draw.LineStyle{Color: k.ink, Dashes: k.dashes, Width: width}
}

// panel draws a method's lines, and the levels of plain maps and of the controls.
func panel(lines []Line, method string) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = spoken(method)
	p.Title.Padding = vg.Points(4)
	for style, size := range map[*draw.TextStyle]float64{
		&p.Title.TextStyle: 10, &p.X.Label.TextStyle: 9, &p.Y.Label.TextStyle: 9, &p.X.Tick.Label: 8, &p.Y.Tick.Label: 8,
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
		line.LineStyle = k.style()
		p.Add(line)
		if !k.level {
			dots, err := plotter.NewScatter(points)
			if err != nil {
				return nil, err
			}
			dots.GlyphStyle = draw.GlyphStyle{Color: k.ink, Shape: draw.CircleGlyph{}, Radius: vg.Points(1.8)}
			p.Add(dots)
		}
	}
	low, high := span(lines)
	room := 0.04 * (high - low)
	p.X.Min, p.X.Max, p.X.Padding = low-room, high+room, 0
	p.X.Tick.Marker = plot.ConstantTicks(measuredAt(lines))
	p.Y.Min, p.Y.Max = bounds(lines)
	p.Y.Padding, p.Y.Tick.Marker = 0, ticks{}
	return p, nil
}

// measuredAt has a tick for each percentile. One without room has no label.
func measuredAt(lines []Line) (all []plot.Tick) {
	low, high := span(lines)
	for _, l := range lines {
		if l.Percentile != none && !slices.ContainsFunc(all, func(t plot.Tick) bool { return t.Value == l.Percentile }) {
			all = append(all, plot.Tick{Value: l.Percentile})
		}
	}
	slices.SortFunc(all, func(a, b plot.Tick) int { return cmp.Compare(a.Value, b.Value) })
	end := math.Inf(-1)
	for i, t := range all {
		if t.Value-end >= 0.08*(high-low) {
			all[i].Label, end = strconv.FormatFloat(t.Value, 'g', 4, 64), t.Value
		}
	}
	return all
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

// ticks are at multiples of 1, 2 or 5 times a power of ten, three to eight of them.
type ticks struct{}

func (ticks) Ticks(low, high float64) (all []plot.Tick) {
	step := math.Pow(10, math.Floor(math.Log10((high-low)/3)))
	for _, times := range []float64{5, 2} {
		if (high-low)/(times*step) >= 3 {
			step *= times
			break
		}
	}
	for i := math.Ceil(low/step) + 0; i <= math.Floor(high/step); i++ { // + 0: no -0
		all = append(all, plot.Tick{Value: i * step, Label: strconv.FormatFloat(i*step, 'g', 4, 64)})
	}
	return all
}
