package report

import (
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A Figure is the layout of figures 4 to 6 of the paper: a row per variant, in
// it the image and a heatmap per method, labelled.
type Figure struct {
	Title string
	// Image stands first in every row; nil leaves its place empty.
	Image   image.Image
	Columns []string
	Rows    []Row
}

// A Row has as many cells as the figure has columns.
type Row struct {
	Label string
	Cells []Heatmap
}

const (
	// Cells are scaled by whole numbers so that small maps can be seen, and
	// shrunk where they are larger than that.
	minCell, maxCell = 160, 320
	gap              = 12
	fontSize         = 14
	labelHeight      = 24
)

// Render draws the figure on white.
func (f Figure) Render() (image.Image, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	face, err := newFace()
	if err != nil {
		return nil, err
	}
	defer face.Close()
	cell := cellSize(f.Rows[0].Cells[0])
	stepX, stepY := cell.X+gap, cell.Y+labelHeight+gap
	top := gap + labelHeight
	width := gap + (len(f.Columns)+1)*stepX
	canvas := image.NewRGBA(image.Rect(0, 0, max(width, textWidth(face, f.Title)+2*gap), top+len(f.Rows)*stepY))
	draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
	write(canvas, face, f.Title, gap, gap+fontSize)
	for y, row := range f.Rows {
		at := image.Pt(gap, top+y*stepY)
		put(canvas, face, row.Label, f.Image, at, cell)
		for x, h := range row.Cells {
			at.X += stepX
			put(canvas, face, f.Columns[x], h.Image(), at, cell)
		}
	}
	return canvas, nil
}

func (f Figure) check() error {
	if len(f.Rows) == 0 || len(f.Columns) == 0 {
		return errNoCells
	}
	for _, row := range f.Rows {
		if len(row.Cells) != len(f.Columns) {
			return fmt.Errorf("row %q has %d cells for %d columns", row.Label, len(row.Cells), len(f.Columns))
		}
		for i, h := range row.Cells {
			if h.Width < 1 || h.Height < 1 || len(h.Data) != h.Width*h.Height {
				return fmt.Errorf("row %q, column %q: the heatmap is empty", row.Label, f.Columns[i])
			}
		}
	}
	return nil
}

// cellSize scales a heatmap to between minCell and maxCell pixels.
func cellSize(h Heatmap) image.Point {
	longest := max(h.Width, h.Height)
	if longest > maxCell {
		return image.Pt(max(1, h.Width*maxCell/longest), max(1, h.Height*maxCell/longest))
	}
	times := (minCell + longest - 1) / longest
	return image.Pt(h.Width*times, h.Height*times)
}

// put draws an image of the given size with a label above it.
func put(on draw.Image, face font.Face, label string, img image.Image, at, size image.Point) {
	write(on, face, fit(face, label, size.X), at.X, at.Y+labelHeight-8)
	if img == nil {
		return
	}
	box := image.Rectangle{Max: size}.Add(at).Add(image.Pt(0, labelHeight))
	var how draw.Scaler = draw.NearestNeighbor
	if img.Bounds().Dx() > size.X {
		how = draw.ApproxBiLinear
	}
	how.Scale(on, box, img, img.Bounds(), draw.Src, nil)
}

func newFace() (font.Face, error) {
	ttf, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(ttf, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
}

func write(on draw.Image, face font.Face, s string, x, y int) {
	d := font.Drawer{Dst: on, Src: image.NewUniform(color.Black), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(s)
}

func textWidth(face font.Face, s string) int { return font.MeasureString(face, s).Ceil() }

// fit shortens a label to a width.
func fit(face font.Face, s string, width int) string {
	for r := []rune(s); len(r) > 1; r = r[:len(r)-1] {
		if textWidth(face, string(r)) <= width {
			return string(r)
		}
	}
	return s
}
