package report

import (
	"image"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeatmapImage(t *testing.T) {
	img := Heatmap{Height: 2, Width: 3, Data: []float32{-1, 0, .5, .25, 1, 2}}.Image()
	if diff := cmp.Diff([]uint8{0, 0, 128, 64, 255, 255}, img.(*image.Gray).Pix); diff != "" {
		t.Error(diff)
	}
	if got := img.Bounds().Size(); got.X != 3 || got.Y != 2 {
		t.Errorf("the image is %v, the heatmap 3 wide and 2 high", got)
	}
}

// Blue is negative, white zero, red positive. Both signs are equally pale.
func TestSignedHeatmapImage(t *testing.T) {
	img := Heatmap{Height: 2, Width: 3, Data: []float32{-2, -1, -.2, 0, .2, 1}, Signed: true}.Image()
	want := []color.RGBA{{0, 0, 255, 255}, {0, 0, 255, 255}, {204, 204, 255, 255}, {255, 255, 255, 255}, {255, 204, 204, 255}, {255, 0, 0, 255}}
	for i, c := range want {
		if got := img.At(i%3, i/3); got != c {
			t.Errorf("pixel %d is %v, want %v", i, got, c)
		}
	}
}

// A figure shows signed heatmaps in their colours.
func TestFigureOfSigned(t *testing.T) {
	h := heatmap(160, 160, -1)
	h.Signed = true
	f := Figure{Columns: []string{"grad"}, Rows: []Row{{Label: "plain", Cells: []Panel{Picture{h.Image()}}}}}
	_, cells := measured(t, f)
	if got := rgba(drawn(t, f).At(cells[0][0].Min.X+80, cells[0][0].Min.Y+80)); got != (color.RGBA{0, 0, 255, 255}) {
		t.Errorf("the cell is %v, want blue", got)
	}
}
