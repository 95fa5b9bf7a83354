package report

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func heatmap(height, width int, v float32) Heatmap {
	return Heatmap{Height: height, Width: width, Data: slices.Repeat([]float32{v}, height*width)}
}

func figure(h Heatmap) Figure {
	return Figure{
		Title: "cat", Columns: []string{"grad", "smooth_guided_backprop"}, Image: heatmap(4, 4, 0).Image(),
		Rows: []Row{{"plain", []Heatmap{h, h}}, {"mask", []Heatmap{h, h}}},
	}
}

func TestCellSize(t *testing.T) {
	for _, c := range []struct{ height, width, wantHeight, wantWidth int }{
		{6, 6, 162, 162}, {160, 160, 160, 160}, {227, 227, 227, 227}, {320, 320, 320, 320},
		{640, 640, 320, 320}, {640, 320, 320, 160}, {20, 10, 160, 80}, {1, 100000, 1, 320}, {1, 1, 160, 160},
	} {
		if got := cellSize(heatmap(c.height, c.width, 0)); got != image.Pt(c.wantWidth, c.wantHeight) {
			t.Errorf("%dx%d became %v, want %dx%d", c.height, c.width, got, c.wantHeight, c.wantWidth)
		}
	}
}

func TestFigureLayout(t *testing.T) {
	const cell = 162
	f := figure(heatmap(6, 6, 0))
	f.Columns = []string{"grad", "elrp"}
	img := render(t, f)
	want := image.Rect(0, 0, gap+3*(cell+gap), gap+labelHeight+2*(cell+labelHeight+gap))
	if img.Bounds() != want {
		t.Fatalf("the figure is %v, want %v", img.Bounds(), want)
	}
	for y := range 2 {
		for x := range 3 {
			corner := image.Pt(gap+x*(cell+gap), gap+labelHeight+y*(cell+labelHeight+gap))
			label := image.Rectangle{corner, corner.Add(image.Pt(cell, labelHeight))}
			// A method's name is above its cells, a variant's above the image.
			if n := dark(img, label); n < 20 {
				t.Errorf("row %d, column %d: %d pixels of a label", y, x, n)
			}
			body := image.Rect(0, 0, cell, cell).Add(corner).Add(image.Pt(0, labelHeight))
			if n := dark(img, body); x > 0 && n != cell*cell {
				t.Errorf("row %d, column %d: %d black pixels of %d", y, x, n, cell*cell)
			}
		}
	}
	if n := dark(img, image.Rect(0, 0, want.Max.X, gap)); n > 0 {
		t.Errorf("%d pixels in the upper margin", n)
	}
}

// Whatever a cell's picture is, the ground stays opaque white.
func TestFigureIsOpaque(t *testing.T) {
	f := figure(heatmap(6, 6, 1))
	f.Image = image.NewNRGBA(image.Rect(0, 0, 6, 6))
	img := render(t, f)
	if o, ok := img.(interface{ Opaque() bool }); !ok || !o.Opaque() {
		t.Error("a transparent image leaves holes in the figure")
	}
	if got := color.GrayModel.Convert(img.At(gap+80, gap+2*labelHeight+80)); got != (color.Gray{255}) {
		t.Errorf("a transparent image shows %v, not the white below it", got)
	}
}

// One pixel of 1024x1024 is a third of a pixel of its cell, and is still seen.
func TestFigureKeepsPointsWhenShrinking(t *testing.T) {
	for at := range 8 {
		h := heatmap(1024, 1024, 0)
		h.Data[(512+at)*1024+512+at] = 1
		img := render(t, Figure{Columns: []string{"grad"}, Rows: []Row{{"plain", []Heatmap{h}}}})
		cell := image.Rect(0, 0, maxCell, maxCell).Add(image.Pt(2*gap+maxCell, gap+2*labelHeight))
		if black(img, cell) {
			t.Errorf("the pixel at %d is lost", 512+at)
		}
	}
}

// The smallest cells leave room for the longest name of a method.
func TestFigureShowsWholeNames(t *testing.T) {
	face, err := newFace()
	if err != nil {
		t.Fatal(err)
	}
	defer face.Close()
	f := figure(heatmap(6, 6, 0))
	for _, name := range f.Columns {
		if got := fit(face, name, f.columnWidth(face, 162)); got != name {
			t.Errorf("%s became %s", name, got)
		}
	}
}

// Long labels neither run into the next cell nor out of the figure.
func TestFigureFitsLabels(t *testing.T) {
	f := figure(heatmap(300, 2, 0))
	f.Title, f.Image = strings.Repeat("long title ", 200), nil
	f.Columns[1], f.Rows[0].Label = strings.Repeat("m", 200), strings.Repeat("w", 200)
	img := render(t, f)
	const step = gap + maxCell
	top := gap + labelHeight
	for x := range 4 {
		if n := dark(img, image.Rect(x*step, top, x*step+gap, img.Bounds().Max.Y)); n > 0 {
			t.Errorf("gap %d has %d dark pixels", x, n)
		}
	}
	if got, most := img.Bounds().Dx(), maxTitle+2*gap; got > most {
		t.Errorf("the title makes the figure %d wide, more than %d", got, most)
	}
	if n := dark(img, image.Rect(img.Bounds().Max.X-gap, 0, img.Bounds().Max.X, top)); n > 0 {
		t.Errorf("the title runs into the margin: %d pixels", n)
	}
}

func TestFigureRefuses(t *testing.T) {
	h := heatmap(2, 2, 0)
	for _, c := range []struct {
		f    Figure
		want string
	}{
		{Figure{}, "a figure needs at least one row and one column"},
		{Figure{Columns: []string{"grad"}}, "a figure needs at least one row and one column"},
		{Figure{Columns: []string{"grad", "elrp"}, Rows: []Row{{"mask", []Heatmap{h}}}}, `row "mask" has 1 cells for 2 columns`},
		{Figure{Columns: []string{"grad"}, Rows: []Row{{"mask", []Heatmap{{}}}}}, `row "mask", column "grad": the heatmap is empty`},
		{Figure{Columns: []string{"grad"}, Rows: []Row{{"mask", []Heatmap{{Height: 2, Width: 2, Data: make([]float32, 3)}}}}}, `row "mask", column "grad": the heatmap of 2x2 has 3 elements`},
	} {
		if _, err := c.f.Render(); fmt.Sprint(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	face, err := newFace()
	if err != nil {
		t.Fatal(err)
	}
	defer face.Close()
	for _, c := range []struct {
		label string
		width int
		want  string
	}{
		{"grad", 160, "grad"}, {"smooth_guided_backprop", 170, "smooth_guided_backprop"},
		{"smooth_guided_backprop", 60, "smoot…"}, {"grad", 2, ""}, {"", 160, ""},
	} {
		if diff := cmp.Diff(c.want, fit(face, c.label, c.width)); diff != "" {
			t.Errorf("%q in %d pixels: %s", c.label, c.width, diff)
		}
	}
}

func render(t *testing.T, f Figure) image.Image {
	t.Helper()
	img, err := f.Render()
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func black(img image.Image, in image.Rectangle) bool {
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y > 0 {
				return false
			}
		}
	}
	return true
}

// dark counts the pixels that are not white, or nearly.
func dark(img image.Image, in image.Rectangle) (n int) {
	for y := in.Min.Y; y < in.Max.Y; y++ {
		for x := in.Min.X; x < in.Max.X; x++ {
			if color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 128 {
				n++
			}
		}
	}
	return n
}
