package inputs

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"os"
	"slices"
	"strings"
	"testing"

	"tfreeze/internal/tolerances"
)

const (
	testdata = "../testdata/"
	pictures = testdata + "pictures/"
)

// TestUpright turns pictures that Pillow stored in each of EXIF's orientations.
func TestUpright(t *testing.T) {
	want := readArrays(t, pictures+"pictures.npz")["upright"]
	for n := Stored; n <= 8; n++ {
		name := fmt.Sprintf("turned_%d.png", n)
		h, img := readPicture(t, name)
		if h.orientation != n {
			t.Errorf("%s: orientation %d", name, h.orientation)
		}
		got := h.orientation.upright(img)
		if size := h.orientation.size(h.size); got.Bounds().Size() != size || size != image.Pt(20, 12) {
			t.Fatalf("%s: upright it is %v and %v", name, got.Bounds(), size)
		}
		comparePixels(t, name, Crop.Fit(got, 12, 20), want.data)
	}
}

// TestOrientation finds the tag in each format that has it, and does not find one that
// is absent.
func TestOrientation(t *testing.T) {
	for name, want := range map[string]Orientation{"turned_6.jpg": 6, "turned_6.webp": 6, "turned_1.png": 1, "gray.jpg": 1, "alpha.webp": 1, "animated.gif": 1} {
		if h, _ := readPicture(t, name); h.orientation != want {
			t.Errorf("%s: orientation %d, want %d", name, h.orientation, want)
		}
	}
}

// TestKinds compares the colours of pictures that are not plain RGB with those of
// decode_png and Pillow: transparency is ignored, and 16 bits are cut to 8.
func TestKinds(t *testing.T) {
	arrays := readArrays(t, pictures+"pictures.npz")
	compared := 0
	for key, want := range arrays {
		name, ok := strings.CutPrefix(key, "rgb/")
		if !ok || name == "alpha_lossy.webp" { // TestLossy
			continue
		}
		compared++
		_, img := readPicture(t, name)
		comparePixels(t, name, Crop.Fit(img, want.shape[0], want.shape[1]), want.data)
	}
	if compared != 9 {
		t.Errorf("%d pictures were compared", compared)
	}
}

// TestLossy: libwebp interpolates colours and Go's decoder repeats them, so that a
// lossy picture only comes close to Pillow's. If it were multiplied by its
// transparency, the difference would be far larger.
func TestLossy(t *testing.T) {
	want := readArrays(t, pictures+"pictures.npz")["rgb/alpha_lossy.webp"]
	_, img := readPicture(t, "alpha_lossy.webp")
	fitted := Crop.Fit(img, want.shape[0], want.shape[1])
	sum := 0.0
	for i, v := range want.data {
		d := float64(fitted.Pix[i/3*4+i%3]) - float64(v)
		sum += max(d, -d)
	}
	if mean := sum / float64(len(want.data)); mean > tolerances.Of("lossy colours").Value {
		t.Errorf("colours are off by %.1f of 255 on average", mean)
	}
}

// TestAnimated: the first frame is read, and further frames are noticed.
func TestAnimated(t *testing.T) {
	for name, want := range map[string]bool{"animated.gif": true, "animated.png": true, "gray.png": false, "turned_6.jpg": false} {
		if h, _ := readPicture(t, name); h.animated != want {
			t.Errorf("%s: animated %t", name, h.animated)
		}
	}
	f, err := os.Open(pictures + "animated.webp")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := readHeader(f); err == nil || err.Error() != "an animated WebP cannot be read: save its first frame as a PNG" {
		t.Error(err)
	}
}

// TestFirstFrame: a GIF's first frame may be smaller than its screen.
func TestFirstFrame(t *testing.T) {
	frame := image.NewPaletted(image.Rect(2, 1, 4, 3), color.Palette{color.RGBA{200, 100, 50, 255}})
	var file bytes.Buffer
	err := gif.EncodeAll(&file, &gif.GIF{Image: []*image.Paletted{frame}, Delay: []int{0}, Config: image.Config{Width: 5, Height: 4}})
	if err != nil {
		t.Fatal(err)
	}
	img, err := Decode(bytes.NewReader(file.Bytes()))
	if err != nil || img.Bounds() != image.Rect(0, 0, 5, 4) {
		t.Fatal(img.Bounds(), err)
	}
	want := make([]float32, 3*5*4)
	for _, at := range []int{5 + 2, 5 + 3, 10 + 2, 10 + 3} {
		copy(want[3*at:], []float32{200, 100, 50})
	}
	comparePixels(t, "a frame within the screen", Crop.Fit(img, 4, 5), want)
}

// TestResize compares with tf.image.resize and tf.image.resize_with_pad.
func TestResize(t *testing.T) {
	arrays := readArrays(t, pictures+"pictures.npz")
	_, img := readPicture(t, "gradient.png")
	for _, how := range []Resize{Squash, Pad} {
		for _, size := range []string{"10x10", "21x8", "9x40", "64x50"} {
			want := arrays[string(how)+"/"+size]
			comparePixels(t, string(how)+"/"+size, how.Fit(img, want.shape[0], want.shape[1]), want.data)
		}
	}
}

// TestPad compares the places of pictures with those of tf.image.resize_with_pad.
func TestPad(t *testing.T) {
	rows := readArrays(t, pictures+"pictures.npz")["boxes"].data
	for row := range slices.Chunk(rows, 8) {
		var n [8]int
		for i, v := range row {
			n[i] = int(v)
		}
		got := Pad.place(image.Pt(n[1], n[0]), n[2], n[3])
		if want := image.Rect(n[4], n[5], n[6], n[7]); got.to != want || got.from != image.Rect(0, 0, n[1], n[0]) {
			t.Errorf("%d x %d in %d x %d: %v, want %v", n[0], n[1], n[2], n[3], got, want)
		}
	}
}

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		how           Resize
		width, height int
		want          placement
	}{
		{Crop, 47, 30, placement{from: image.Rect(8, 0, 38, 30), to: image.Rect(0, 0, 9, 9)}},
		{Crop, 30, 47, placement{from: image.Rect(0, 8, 30, 38), to: image.Rect(0, 0, 9, 9)}},
		{Crop, 1, 1000, placement{from: image.Rect(0, 499, 1, 500), to: image.Rect(0, 0, 9, 9)}},
		{Squash, 47, 30, placement{from: image.Rect(0, 0, 47, 30), to: image.Rect(0, 0, 9, 9)}},
		{Pad, 18, 9, placement{from: image.Rect(0, 0, 18, 9), to: image.Rect(0, 2, 9, 6)}},
		{Pad, 1, 1000, placement{from: image.Rect(0, 0, 1, 1000), to: image.Rect(4, 0, 5, 9)}},
	} {
		if got := c.how.place(image.Pt(c.width, c.height), 9, 9); got != c.want {
			t.Errorf("%s of %d x %d: %v, want %v", c.how, c.width, c.height, got, c.want)
		}
	}
}

func readPicture(t *testing.T, name string) (header, image.Image) {
	t.Helper()
	f, err := os.Open(pictures + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, err := readHeader(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if _, err := f.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	img, err := Decode(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return h, img
}

// comparePixels compares a picture with RGB values. Each must be the nearest integer.
func comparePixels(t *testing.T, name string, got *image.NRGBA, want []float32) {
	t.Helper()
	if len(got.Pix) != len(want)/3*4 {
		t.Errorf("%s: %v for %d values", name, got.Rect, len(want))
		return
	}
	off, allowed := 0, float32(tolerances.Of("pixels").Value)
	for i, v := range want {
		if d := float32(got.Pix[i/3*4+i%3]) - v; max(d, -d) > allowed {
			off++
		}
	}
	if off > 0 {
		t.Errorf("%s: %d of %d values differ", name, off, len(want))
	}
}
