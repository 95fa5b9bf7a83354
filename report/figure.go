package report

import (
	"errors"
	"fmt"
	"image"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
)

// A Figure is laid out like figures 4 to 6 of the paper. Each row belongs to a variant,
// and has the image and one heatmap for each method, with labels. The first heatmap
// decides the size of all cells.
type Figure struct {
	Title string
	// Image comes first in every row; if it is nil, its place is empty.
	Image   image.Image
	Columns []string
	Rows    []Row
}

// A Row has one cell for each column of the figure.
type Row struct {
	Label string
	Cells []Heatmap
}

const (
	// Small maps are scaled up by whole numbers to at least minCell pixels, and large
	// ones are shrunk to maxCell.
	minCell, maxCell = 160, 320
	gap              = 12
	fontSize         = 14
	labelHeight      = 24
	baseline         = labelHeight - 8
	// A title may be wider than the cells, up to this width.
	maxTitle = 1200
)

// Render draws the figure on white, with the Drawable words of its texts.
func (f Figure) Render() (image.Image, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	f, err := f.drawable()
	if err != nil {
		return nil, err
	}
	face, err := newFace()
	if err != nil {
		return nil, err
	}
	defer face.Close()
	cell := cellSize(f.Rows[0].Cells[0])
	column := f.columnWidth(face, cell.X)
	stepX, stepY := column+gap, cell.Y+labelHeight+gap
	top := gap + labelHeight
	width := gap + (len(f.Columns)+1)*stepX
	title := fit(face, f.Title, max(width-2*gap, maxTitle))
	canvas := image.NewRGBA(image.Rect(0, 0, max(width, textWidth(face, title)+2*gap), top+len(f.Rows)*stepY))
	draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
	write(canvas, face, title, gap, gap+fontSize)
	for y, row := range f.Rows {
		at := image.Pt(gap, top+y*stepY)
		write(canvas, face, fit(face, row.Label, column), at.X, at.Y+baseline)
		put(canvas, f.Image, at, cell)
		for x, h := range row.Cells {
			at.X += stepX
			write(canvas, face, fit(face, f.Columns[x], column), at.X, at.Y+baseline)
			put(canvas, h.Image(), at, cell)
		}
	}
	return canvas, nil
}

func (f Figure) check() error {
	if len(f.Rows) == 0 || len(f.Columns) == 0 {
		return errors.New("a figure needs at least one row and one column")
	}
	for _, row := range f.Rows {
		if len(row.Cells) != len(f.Columns) {
			return fmt.Errorf("row %q has %d cells for %d columns", row.Label, len(row.Cells), len(f.Columns))
		}
		for i, h := range row.Cells {
			if h.Width < 1 || h.Height < 1 {
				return fmt.Errorf("row %q, column %q: the heatmap is empty", row.Label, f.Columns[i])
			}
			if len(h.Data) != h.Width*h.Height {
				return fmt.Errorf("row %q, column %q: the heatmap of %dx%d has %d elements", row.Label, f.Columns[i], h.Height, h.Width, len(h.Data))
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

// columnWidth makes room for the labels, up to maxCell.
func (f Figure) columnWidth(face font.Face, cell int) int {
	widest := 0
	for _, s := range f.Columns {
		widest = max(widest, textWidth(face, s))
	}
	for _, row := range f.Rows {
		widest = max(widest, textWidth(face, row.Label))
	}
	return max(cell, min(widest, maxCell))
}

// put draws an image of the given size below the place of its label.
func put(on draw.Image, img image.Image, at, size image.Point) {
	if img == nil {
		return
	}
	box := image.Rectangle{Max: size}.Add(at).Add(image.Pt(0, labelHeight))
	var how draw.Scaler = draw.NearestNeighbor
	if b := img.Bounds(); b.Dx() > size.X || b.Dy() > size.Y {
		// ApproxBiLinear would skip pixels, and a heatmap may consist of single points.
		how = draw.BiLinear
	}
	how.Scale(on, box, img, img.Bounds(), draw.Over, nil)
}
