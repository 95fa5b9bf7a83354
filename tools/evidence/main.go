// Command evidence draws the pictures of docs/explanation/evidence.md:
//
//	go run ./tools/evidence MODEL PHOTO OTHER DIR     (make evidence)
//
// PHOTO and OTHER show objects of different classes. maps.png has PHOTO's maps, plain, frozen
// and beside the controls; grid.png those of a grid of PHOTO and three times OTHER; noise.png
// those of PHOTO with noise.
package main

import (
	"context"
	"fmt"
	"image"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	xdraw "golang.org/x/image/draw"

	"tfreeze"
	"tfreeze/evaluate"
	"tfreeze/methods"
	"tfreeze/report"
)

func main() {
	if len(os.Args) != 5 {
		log.Fatal("usage: evidence MODEL PHOTO OTHER DIR")
	}
	if err := draw(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		log.Fatal(err)
	}
}

func draw(model, photo, other, dir string) error {
	m, err := tfreeze.Open(context.Background(), model, tfreeze.ModelOptions{})
	if err != nil {
		return err
	}
	defer m.Close()
	a, err := newArtist(m, photo, other)
	if err != nil {
		return err
	}
	for name, figure := range map[string]func() (report.Figure, error){"maps": a.maps, "grid": a.grid, "noise": a.noise} {
		f, err := figure()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := write(filepath.Join(dir, name+".png"), f); err != nil {
			return err
		}
	}
	return nil
}

func write(path string, f report.Figure) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := f.Write(file, "png", nil); err != nil {
		return err
	}
	return file.Close()
}

// wide is the width of the figures, in millimetres.
const wide = 140

// An artist explains one class, that of the photo.
type artist struct {
	model        *tfreeze.Model
	photo, other image.Image // as the network sees them
	target       string
}

func newArtist(m *tfreeze.Model, photo, other string) (*artist, error) {
	var seen [2]*tfreeze.Result
	for i, path := range []string{photo, other} {
		var err error
		if seen[i], err = m.Explain(context.Background(), tfreeze.File(path), tfreeze.ExplainOptions{Methods: []string{"grad"}, Variants: []tfreeze.Variant{tfreeze.Plain}}); err != nil {
			return nil, err
		}
	}
	if seen[0].Target == seen[1].Target {
		return nil, fmt.Errorf("%s and %s are both %q: give photos of two classes", photo, other, seen[0].Label)
	}
	return &artist{m, seen[0].Picture, seen[1].Picture, tfreeze.Class(seen[0].Target)}, nil
}

// A column is a variant of the maps.
type column struct {
	name    string
	variant tfreeze.Variant
	options methods.Values
}

func frozen(p float64) column {
	return column{fmt.Sprintf("p = %g", p), tfreeze.Mask, methods.With(methods.Percentile.Is(p))}
}

var (
	plain    = column{"plain", tfreeze.Plain, methods.Values{}}
	atRandom = column{"80, random", tfreeze.Mask, methods.With(methods.Percentile.Is(80), methods.Criterion.Is("random:0"))}
)

// of makes the map of a picture.
func (a *artist) of(picture image.Image, method string, c column) (tfreeze.Map, error) {
	r, err := a.model.Explain(context.Background(), tfreeze.Image{Image: picture}, tfreeze.ExplainOptions{
		Methods: []string{method}, Variants: []tfreeze.Variant{c.variant}, Target: a.target, Options: c.options,
	})
	if err != nil {
		return tfreeze.Map{}, err
	}
	return r.Maps[0], nil
}

// rows draws a map of each method in each column, with a caption.
func (a *artist) rows(picture image.Image, names []string, columns []column, caption func(tfreeze.Map) string) ([]report.Row, error) {
	var rows []report.Row
	for i, name := range names {
		row := report.Row{Label: report.Heading(name), Cells: []report.Panel{nil}, Captions: []string{""}}
		if i == 0 {
			row.Cells[0] = report.Picture{Image: picture}
		}
		for _, c := range columns {
			m, err := a.of(picture, name, c)
			if err != nil {
				return nil, err
			}
			h, err := m.Heatmap("")
			if err != nil {
				return nil, err
			}
			row.Cells, row.Captions = append(row.Cells, report.Picture{Image: h}), append(row.Captions, caption(m))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func headed(columns []column) []string {
	names := []string{""}
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// maps has the photo's maps, and the edge map.
func (a *artist) maps() (f report.Figure, err error) {
	columns := []column{plain, frozen(50), frozen(80), frozen(95), atRandom}
	f.Columns, f.Width = append(headed(columns), "edges"), wide
	gini := func(m tfreeze.Map) string {
		return fmt.Sprintf("Gini %.2f", evaluate.Gini(pictured(a.photo).Reduce(m.Values, evaluate.Absolute)))
	}
	if f.Rows, err = a.rows(a.photo, []string{"grad", "guided_backprop", "smoothgrad"}, columns, gini); err != nil {
		return f, err
	}
	for i := range f.Rows {
		f.Rows[i].Cells, f.Rows[i].Captions = append(f.Rows[i].Cells, nil), append(f.Rows[i].Captions, "")
	}
	p := pictured(a.photo)
	x := pixels(a.photo)
	for i := range x {
		x[i] -= 128 // around 0, as what the edge map has beyond the photo
	}
	edges := tfreeze.Map{Values: evaluate.Edges(p, x)}
	shown, err := report.Grayscale(report.Map{Shape: [3]int{p.Height, p.Width, 3}, Data: edges.Values}, 99)
	f.Rows[0].Cells[len(columns)+1], f.Rows[0].Captions[len(columns)+1] = report.Picture{Image: shown.Image()}, gini(edges)
	return f, err
}

// grid has the maps of a grid, for the class of the photo.
func (a *artist) grid() (f report.Figure, err error) {
	columns := []column{plain, frozen(50), frozen(80), frozen(95), atRandom}
	f.Columns, f.Width = headed(columns), wide
	p := pictured(a.photo)
	together := image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	for i, cell := range []image.Image{a.photo, a.other, a.other, a.other} {
		at := image.Rect(i%2*p.Width/2, i/2*p.Height/2, (i%2+1)*p.Width/2, (i/2+1)*p.Height/2)
		xdraw.CatmullRom.Scale(together, at, cell, cell.Bounds(), xdraw.Src, nil)
	}
	f.Rows, err = a.rows(together, []string{"grad", "elrp", "smoothgrad"}, columns, func(m tfreeze.Map) string {
		return fmt.Sprintf("%.0f %% in the cell", 100*p.InCell(p.Reduce(m.Values, evaluate.Signed), 0))
	})
	return f, err
}

// noise has the maps of the photo as it is, and with noise of 2 % of the range.
func (a *artist) noise() (f report.Figure, err error) {
	columns := []column{plain, frozen(80), atRandom}
	f.Columns, f.Width = headed(columns), wide*2/3
	noisy, random := image.NewRGBA(a.photo.Bounds()), rand.New(rand.NewPCG(0, 0))
	for i, v := range pixels(a.photo) {
		noisy.Pix[i/3*4+i%3] = uint8(math.Round(min(max(float64(v)+255*0.02*(2*random.Float64()-1), 0), 255)))
		noisy.Pix[i/3*4+3] = 255
	}
	var first []tfreeze.Map
	clean, err := a.rows(a.photo, []string{"grad"}, columns, func(m tfreeze.Map) string {
		first = append(first, m)
		return ""
	})
	if err != nil {
		return f, err
	}
	f.Rows, err = a.rows(noisy, []string{"grad"}, columns, func(m tfreeze.Map) string {
		before := first[0]
		first = first[1:]
		return fmt.Sprintf("change %.2f", change(before.Values, m.Values))
	})
	if err == nil {
		clean[0].Label, f.Rows[0].Label = "as it is", "with noise"
		f.Rows = append(clean, f.Rows...)
	}
	return f, err
}

// change is the norm of a difference relative to that of a.
func change(a, b []float32) float64 {
	var of, norm float64
	for i, v := range a {
		of, norm = of+float64(b[i]-v)*float64(b[i]-v), norm+float64(v)*float64(v)
	}
	return math.Sqrt(of / norm)
}

func pictured(i image.Image) evaluate.Picture {
	return evaluate.Picture{Height: i.Bounds().Dy(), Width: i.Bounds().Dx(), Channels: 3}
}

// pixels are a picture's channels, 0..255.
func pixels(i image.Image) []float32 {
	var all []float32
	b := i.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			red, green, blue, _ := i.At(x, y).RGBA()
			all = append(all, float32(red>>8), float32(green>>8), float32(blue>>8))
		}
	}
	return all
}
