package report

import (
	"image"
	"image/color"
	"math"
	"slices"
	"testing"
)

// flat is a photo of one gray.
func flat(width, height int, v uint8) image.Image {
	img := image.NewGray(image.Rect(3, 5, 3+width, 5+height))
	for i := range img.Pix {
		img.Pix[i] = v
	}
	return img
}

func over(t *testing.T, look Look, view string, m Map, p Photo) image.Image {
	t.Helper()
	views, err := SelectViews([]string{view}, look)
	if err != nil {
		t.Fatal(err)
	}
	h, err := views[0].Draw(m)
	if err != nil {
		t.Fatal(err)
	}
	img, err := views[0].Picture(h, &p)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// TestOverlay: the picture has the photo's size. Zeros show the photo, the largest value
// the colour; what the network does not see is pale.
func TestOverlay(t *testing.T) {
	p := Photo{flat(40, 20, 100), image.Rect(10, 0, 30, 20), image.Rect(0, 0, 2, 2)}
	m := Map{Shape: [3]int{2, 2, 1}, Data: []float32{0, 9, 0, 0}}
	img := over(t, Look{Opacity: 1}, "overlay", m, p)
	if img.Bounds() != image.Rect(0, 0, 40, 20) {
		t.Fatalf("it is %v", img.Bounds())
	}
	inferno, err := FindColormap("inferno")
	if err != nil {
		t.Fatal(err)
	}
	gray := color.RGBA{100, 100, 100, 255}
	for at, want := range map[image.Point]color.RGBA{{29, 0}: inferno.At(1), {10, 0}: gray, {29, 19}: gray, {9, 0}: {185, 185, 185, 255}, {30, 0}: {185, 185, 185, 255}} {
		if got := img.At(at.X, at.Y); got != color.Color(want) {
			t.Errorf("at %v it is %v, want %v", at, got, want)
		}
	}
	half := over(t, Look{Opacity: 0.5}, "overlay", m, p).At(29, 0).(color.RGBA)
	if want := (int(inferno.At(1).G) + 100) / 2; int(half.G) < want-1 || int(half.G) > want+1 {
		t.Errorf("half of the photo and of the colour is %v, want green %d", half, want)
	}
}

// TestOverlayOfPart: of a map with black bars, the part between them lies on the photo.
func TestOverlayOfPart(t *testing.T) {
	p := Photo{flat(40, 20, 100), image.Rect(0, 0, 40, 20), image.Rect(0, 1, 4, 3)}
	m := Map{Shape: [3]int{4, 4, 1}, Data: slices.Repeat([]float32{0, 0, 0, 1}, 4)}
	m.Data[7] = 0 // the upper row of the part, at the right
	img := over(t, Look{}, "overlay", m, p)
	if up, down := img.At(39, 0), img.At(39, 19); up != color.Color(color.RGBA{100, 100, 100, 255}) || down == up {
		t.Errorf("the right corners are %v and %v", up, down)
	}
}

// TestSmoothed: a point becomes a Gaussian of 3 % of the longer side, with its sign if
// that is asked for.
func TestSmoothed(t *testing.T) {
	m := Map{Shape: [3]int{21, 101, 1}, Data: make([]float32, 21*101)}
	m.Data[10*101+50] = -7
	for signs, sign := range map[bool]float32{false: 1, true: -1} {
		h, err := smoothed(m, signs)
		if err != nil || h.Signed != signs {
			t.Fatal(h.Signed, err)
		}
		for _, d := range []int{0, 3, 6} {
			want := sign * float32(math.Exp(-0.5*math.Pow(float64(d)/(smoothness*101), 2)))
			if got := h.Data[10*101+50+d]; math.Abs(float64(got-want)) > 1e-5 { // the kernel ends at four deviations
				t.Errorf("signs %v: %d pixels off it is %v, want %v", signs, d, got, want)
			}
		}
	}
}

// TestContour: a peak has rings around it, where it lies on the photo, and nothing else
// changes.
func TestContour(t *testing.T) {
	p := Photo{flat(200, 100, 100), image.Rect(100, 0, 200, 100), image.Rect(0, 0, 50, 50)}
	m := Map{Shape: [3]int{50, 50, 1}, Data: make([]float32, 2500)}
	for y := range 10 {
		for x := range 10 {
			m.Data[(5+y)*50+5+x] = 1
		}
	}
	for _, look := range []Look{{}, {Colormap: "blue_red"}} {
		img := over(t, look, "contour", m, p)
		drawn := image.Rectangle{}
		for y := range 100 {
			for x := 100; x < 200; x++ {
				if img.At(x, y) != color.Color(color.RGBA{100, 100, 100, 255}) {
					drawn = drawn.Union(image.Rect(x, y, x+1, y+1))
				}
			}
		}
		// The square is at 110..130, 10..30; the line of 0.3 runs a little outside of it.
		if !image.Rect(108, 8, 132, 32).In(drawn) || !drawn.In(image.Rect(104, 4, 136, 36)) {
			t.Errorf("%+v: the lines are within %v", look, drawn)
		}
		if img.At(120, 20) != color.Color(color.RGBA{100, 100, 100, 255}) {
			t.Errorf("the middle of the rings is %v", img.At(120, 20))
		}
	}
	if img := over(t, Look{}, "contour", Map{Shape: [3]int{1, 1, 1}, Data: []float32{1}}, Whole(flat(2, 2, 0), 1, 1)); img.Bounds().Dx() != 2 {
		t.Errorf("of one pixel it is %v", img.Bounds())
	}
}
