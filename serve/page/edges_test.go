package page

import (
	"image"
	"image/color"
	"math"
	"net/http"
	"net/http/httptest"
	"testing"
)

func recorded(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestEdges: an edge between black and white is off by what the blur brings over it, and
// nothing is left of what is flat.
func TestEdges(t *testing.T) {
	img := image.NewGray(image.Rect(3, 5, 43, 25))
	for y := 5; y < 25; y++ {
		for x := 23; x < 43; x++ {
			img.SetGray(x, y, color.Gray{255})
		}
	}
	got := edgesOf(img)
	// Beside the edge lie the tail of the kernel from 1, and that from 0 on the other side.
	tail, sum := 0.0, 0.0
	for i := -4 * edgeSD; i <= 4*edgeSD; i++ {
		w := math.Exp(-0.5 * float64(i*i) / (edgeSD * edgeSD))
		sum += w
		if i > 0 {
			tail += w
		}
	}
	want := 3 * tail / sum // of three channels
	for y := range 20 {
		for x, w := range map[int]float64{0: 0, 19: want, 20: want, 39: 0} {
			if v := float64(got[40*y+x]); math.Abs(v-w) > 1e-6 { // float32 of numbers up to 3
				t.Errorf("%v at %d, %d, want %v", v, x, y, w)
			}
		}
	}
}
