package report

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"math"
	"slices"
	"strings"

	xdraw "golang.org/x/image/draw"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"

	"tfreeze/internal/nearest"
)

// Formats are the file formats of figures. The first is the default.
var Formats = []string{"png", "svg", "pdf"}

// CheckFormats refuses a format that does not exist.
func CheckFormats(names []string) error {
	for _, name := range names {
		if !slices.Contains(Formats, name) {
			return nearest.Unknown("format of figures", name, Formats)
		}
	}
	return nil
}

const (
	// pngDPI is the resolution of figures in PNG, and fineDPI the finest of pictures in
	// other formats.
	pngDPI, fineDPI = 300, 600
	// coarse is the smallest size of a picture in a vector format: viewers blur pixels
	// that are larger.
	coarse = 160
)

// ink is the colour of type and lines, on paper.
var ink, paper = color.Gray{0x22}, color.White

// A page is what a figure is drawn on, from the lower left corner up.
type page struct {
	vg.Canvas
	*typefaces
	// raster is the picture itself if the format has pixels.
	raster draw.Image
	pdf    bool
	height vg.Length
	// failed is the first error of drawing.
	failed error
}

// writePage draws a figure of a size on a page of a format, and writes the file. texts are
// metadata, which only a PNG gets.
func writePage(w io.Writer, format string, width, height vg.Length, texts []Text, paint func(*page)) error {
	t, err := newTypefaces()
	if err != nil {
		return err
	}
	p := &page{typefaces: t, height: height}
	var file vg.CanvasWriterTo
	switch format {
	case "png":
		c := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(pngDPI))
		p.Canvas, p.raster = c, c.Image()
	case "svg":
		file = vgsvg.New(width, height)
	case "pdf":
		file, p.pdf = vgpdf.New(width, height), true
	default:
		return CheckFormats([]string{format})
	}
	if file != nil {
		p.Canvas = file
	}
	paint(p)
	switch {
	case p.failed != nil:
		return p.failed
	case format == "png":
		return WritePNG(w, p.raster, texts)
	}
	var b bytes.Buffer
	if _, err := file.WriteTo(&b); err != nil {
		return err
	}
	if format == "svg" {
		_, err := svgFixes.WriteString(w, b.String())
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// svgFixes mend what vgsvg writes: its pictures are PNGs, and fill their rectangles; and a
// font that is not there has others of the same widths.
var svgFixes = strings.NewReplacer(
	"data:image/jpg;base64", "data:image/png;base64",
	"<image ", `<image preserveAspectRatio="none" `,
	"font-family:Liberation Sans;", "font-family:'Liberation Sans',Arial,Helvetica,sans-serif;",
)

func (p *page) fail(err error) {
	if p.failed == nil && err != nil {
		p.failed = err
	}
}

// text writes a line of text. The point is at its start, its middle or its end, as anchor
// is 0, 0.5 or 1.
func (p *page) text(s string, size vg.Length, at vg.Point, anchor float64) {
	face := p.face(size)
	at.X -= vg.Length(anchor) * face.Width(s)
	p.SetColor(ink)
	if !p.pdf {
		p.FillString(face, at, s)
		return
	}
	// The library's PDFs have fonts of a single code page.
	if encoded, ok := western(s); ok {
		p.FillString(face, at, encoded)
		return
	}
	path, err := outline(p.ttf, s, size, at)
	p.fail(err)
	p.Fill(path)
}

// upwards writes a line of text that runs upwards, with its middle at a point.
func (p *page) upwards(s string, size vg.Length, at vg.Point) {
	p.Push()
	defer p.Pop()
	p.Translate(at)
	p.Rotate(math.Pi / 2)
	p.text(s, size, vg.Point{}, 0.5)
}

// picture draws an image into a rectangle, with pixels as squares.
func (p *page) picture(img image.Image, at vg.Rectangle) {
	if p.raster != nil {
		xdraw.Draw(p.raster, p.pixels(at), resized(img, p.pixels(at).Size()), image.Point{}, draw.Over)
		return
	}
	size := img.Bounds().Size()
	finest := image.Pt(int(at.Size().X.Dots(fineDPI)), int(at.Size().Y.Dots(fineDPI)))
	if size.X > finest.X {
		size = finest
	}
	if longest := max(size.X, size.Y); longest < coarse {
		size = size.Mul((coarse + longest - 1) / longest)
	}
	out := resized(img, size)
	if p.pdf { // vgpdf draws it upside down
		out = flipped(out)
	}
	p.DrawImage(at, out)
}

func flipped(img *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(img.Rect)
	height := img.Rect.Dy()
	for y := range height {
		copy(out.Pix[y*out.Stride:(y+1)*out.Stride], img.Pix[(height-1-y)*img.Stride:])
	}
	return out
}

// pixels is a rectangle in pixels from the upper left corner.
func (p *page) pixels(r vg.Rectangle) image.Rectangle {
	round := func(v vg.Length) int { return int(math.Round(v.Dots(pngDPI))) }
	return image.Rect(round(r.Min.X), round(p.height-r.Max.Y), round(r.Max.X), round(p.height-r.Min.Y))
}

// resized brings an image to a size: pixels become squares, or are averaged.
func resized(img image.Image, size image.Point) *image.NRGBA {
	out := image.NewNRGBA(image.Rectangle{Max: image.Pt(max(1, size.X), max(1, size.Y))})
	var how xdraw.Scaler = xdraw.NearestNeighbor
	if b := img.Bounds(); b.Dx() > size.X || b.Dy() > size.Y {
		// ApproxBiLinear would skip pixels, and a heatmap may consist of single points.
		how = xdraw.BiLinear
	}
	how.Scale(out, out.Rect, img, img.Bounds(), xdraw.Src, nil)
	return out
}

// line strokes a polyline.
func (p *page) line(c color.Color, width vg.Length, points ...vg.Point) {
	if len(points) < 2 {
		return
	}
	var path vg.Path
	path.Move(points[0])
	for _, at := range points[1:] {
		path.Line(at)
	}
	p.SetColor(c)
	p.SetLineWidth(width)
	p.Stroke(path)
}

// box fills a rectangle.
func (p *page) box(c color.Color, r vg.Rectangle) {
	p.SetColor(c)
	p.Fill(r.Path())
}

// frame strokes a rectangle.
func (p *page) frame(r vg.Rectangle) {
	p.SetColor(ink)
	p.SetLineWidth(hairline)
	p.Stroke(r.Path())
}

const hairline = 0.4 * vg.Inch / 72

// number is a number of few digits, with a proper minus.
func number(v float64) string {
	s := fmt.Sprintf("%.4g", v)
	if len(s) > 0 && s[0] == '-' {
		return "−" + s[1:]
	}
	return s
}
