package report

import (
	"image"
	"image/color"
	stddraw "image/draw"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/palette"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"tfreeze/internal/gaussian"
)

const (
	// smoothness is the standard deviation of the blur under isolines, as a share of a
	// map's longer side.
	smoothness = 0.03
	// A photo's longer side is this many times as long as an isoline is wide.
	thinness = 220
)

// isolines are the levels at which lines are drawn, as shares of the largest value.
var isolines = []float64{0.3, 0.5, 0.7, 0.9}

// smoothed sums over the channels, with their signs if signs is set, blurs, and divides by
// the largest absolute value.
func smoothed(m Map, signs bool) (Heatmap, error) {
	h, err := m.sum(func(v float32) float32 {
		if !signs {
			return float32(math.Abs(float64(v)))
		}
		return v
	})
	if err != nil {
		return h, err
	}
	kernel := gaussian.Kernel(max(smoothness*float64(max(h.Height, h.Width)), 0.5))
	for x := range h.Width {
		gaussian.Blur(h.Data[x:], h.Height, h.Width, kernel, gaussian.Mirror)
	}
	for y := range h.Height {
		gaussian.Blur(h.Data[y*h.Width:], h.Width, 1, kernel, gaussian.Mirror)
	}
	h.center(float64(slices.Max(absolute(h.Data))))
	h.Signed = signs
	return h, nil
}

// contour draws isolines of a smoothed map over the photo, in the photo's size.
func contour(h Heatmap, p Photo, _ Look) (image.Image, error) {
	out := p.ground()
	if h.Height < 2 || h.Width < 2 {
		return out, nil
	}
	size := out.Rect.Size()
	// At 72 dots per inch, a point is a pixel.
	on := vgimg.NewWith(vgimg.UseWH(vg.Length(size.X), vg.Length(size.Y)), vgimg.UseDPI(72), vgimg.UseBackgroundColor(color.Transparent))
	c := draw.New(on)
	page := plot.New()
	page.X.Min, page.X.Max = 0, float64(size.X)
	page.Y.Min, page.Y.Max = 0, float64(size.Y)
	width := vg.Length(max(1, float64(max(size.X, size.Y))/thinness))
	// A dark line below each coloured one keeps it apart from any photo.
	for _, style := range []struct {
		width   vg.Length
		palette palette.Palette
	}{{1.8 * width, shade{}}, {width, h}} {
		lines := plotter.NewContour(onPhoto{h, p, size.Y}, h.isolines(), style.palette)
		lines.Min, lines.Max = -1, 1
		lines.LineStyles = []draw.LineStyle{{Width: style.width}}
		lines.Plot(c, page)
	}
	stddraw.Draw(out, out.Rect, on.Image(), image.Point{}, stddraw.Over)
	return out, nil
}

// isolines are the levels of a heatmap's lines.
func (h Heatmap) isolines() []float64 {
	all := slices.Clone(isolines)
	if h.Signed {
		for _, v := range isolines {
			all = append(all, -v)
		}
		slices.Sort(all)
	}
	return all
}

// Colors are the colours from -1 to 1, as palette.Palette has it.
func (h Heatmap) Colors() []color.Color {
	all := make([]color.Color, 2*levels-1)
	for i := range all {
		all[i] = h.colour(float32(i-levels+1) / (levels - 1))
	}
	return all
}

type shade struct{}

func (shade) Colors() []color.Color { return []color.Color{color.Gray{30}, color.Gray{30}} }

// onPhoto is the grid of a heatmap on a photo, with y and rows from the bottom up.
type onPhoto struct {
	Heatmap
	Photo
	height int
}

func (g onPhoto) Dims() (columns, rows int) { return g.Part.Dx(), g.Part.Dy() }
func (g onPhoto) Z(column, row int) float64 {
	x, y := g.Part.Min.X+column, g.Part.Max.Y-1-row
	return float64(g.Data[y*g.Width+x])
}
func (g onPhoto) X(column int) float64 {
	return float64(g.Box.Min.X) + (float64(column)+0.5)/float64(g.Part.Dx())*float64(g.Box.Dx())
}
func (g onPhoto) Y(row int) float64 {
	return float64(g.height) - float64(g.Box.Max.Y) + (float64(row)+0.5)/float64(g.Part.Dy())*float64(g.Box.Dy())
}
