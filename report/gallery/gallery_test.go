package gallery

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tfreeze/report"
)

// rough is a heatmap of noise, which hardly compresses, or with zeros but for a few.
func rough(size int, seed uint64, signed bool, keep float64) report.Heatmap {
	r := rand.New(rand.NewPCG(seed, 1))
	h := report.Heatmap{Height: size, Width: size, Signed: signed, Data: make([]float32, size*size)}
	for i := range h.Data {
		if r.Float64() < keep {
			h.Data[i] = r.Float32()
		}
		if signed && r.IntN(2) == 0 {
			h.Data[i] *= -1
		}
	}
	return h
}

func gray(size int, seed uint64) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			img.SetNRGBA(x, y, color.NRGBA{uint8(x * 255 / size), uint8(y * 255 / size), uint8(seed * 60), 255})
		}
	}
	return img
}

// sample is an image with maps of two methods in all variants.
func sample(number int, size int) *Image {
	t, p := 1.5, 0.25*float64(number)
	in := &Image{
		Name: fmt.Sprintf("photo %d", number), File: fmt.Sprintf("photos/%d.png", number), Picture: gray(size, uint64(number)), Explained: fmt.Sprintf("%d class %c", number, 'z'-rune(number)), Score: 3.25 * float64(number),
		Predictions: []Prediction{{Name: "1 cat", Score: 3, Probability: &p, Explained: true}, {Name: "2 dog", Score: 2, Probability: &p}},
		Layers:      []Layer{{Name: "net/a/Relu", Shape: "[2,2]", Threshold: &t, Nodes: 100, Positives: 50, Selected: 10 * number}, {Name: "net/b/Relu", Shape: "[4]", Nodes: 4}},
		Measures:    []Measure{{"gini", "grad", "plain", 0.5}, {"gini", "grad", "threshold", []float64{0, 0.7, 0.9, 0.8}[number]}, {"gini", "edges", "control", 0.25}},
		Facts:       []Fact{{"percentile", "80"}}, Commands: []string{"tfreeze explain model photo"},
	}
	for m, method := range []string{"grad", "elrp"} {
		for v, variant := range []string{"plain", "threshold", "mask"} {
			keep, seed := []float64{1, 0.1, 0.1}[v], uint64(100*number+10*m+v)
			in.Maps = append(in.Maps, Map{Method: method, Variant: variant, Gray: rough(size, seed, false, keep), Signed: rough(size, seed, true, keep)})
		}
	}
	return in
}

func imagesOf(all ...*Image) iter.Seq2[*Image, error] {
	return func(yield func(*Image, error) bool) {
		for _, in := range all {
			if !yield(in, nil) {
				return
			}
		}
	}
}

// written writes a page of images to a file.
func written(t *testing.T, p Page, all ...*Image) (path string, text string) {
	t.Helper()
	p.Count, p.Images = len(all), imagesOf(all...)
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path, b.String()
}

// TestWriteIsAlone: the page refers to nothing outside of it, and has a policy by which
// nothing is loaded.
func TestWriteIsAlone(t *testing.T) {
	_, text := written(t, Page{Title: "maps"}, sample(1, 8), sample(2, 8))
	if !strings.Contains(text, `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-`) {
		t.Error("there is no policy, or another one")
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]{0,40})`).FindAllStringSubmatch(text, -1) {
		if !strings.HasPrefix(m[1], "#") && !strings.HasPrefix(m[1], "data:image/jpeg;base64,") {
			t.Errorf("the page refers to %s", m[1])
		}
	}
	for _, word := range []string{"http:", "https:", "@import", "url("} {
		if strings.Contains(text, word) {
			t.Errorf("the page contains %s", word)
		}
	}
}

// TestWriteSize: an image takes less than a megabyte, whatever it has; of many images each
// takes less.
func TestWriteSize(t *testing.T) {
	few, all := sample(1, 224), sample(2, 299)
	for n := range 30 {
		for _, variant := range []string{"plain", "threshold", "mask"} {
			all.Maps = append(all.Maps, Map{Method: fmt.Sprint("method", n), Variant: variant, Gray: rough(299, uint64(n), false, 1), Signed: rough(299, uint64(n), true, 1)})
		}
	}
	sizes := map[string]int{}
	for name, in := range map[string]*Image{"6 maps": few, "96 maps": all} {
		_, text := written(t, Page{}, in)
		sizes[name] = len(text)
		if len(text) > 1_000_000 {
			t.Errorf("%s take %d bytes", name, len(text))
		}
	}
	if few.Note != "" || !strings.Contains(all.Note, "of their width and height") {
		t.Errorf("the page says %q of 6 maps, %q of 96", few.Note, all.Note)
	}
	if got := share(1000); got != leastBytes {
		t.Errorf("each of 1000 images may take %d bytes", got)
	}
	if got := share(100); got*100 > allBytes {
		t.Errorf("100 images may take %d bytes each", got)
	}
}

// TestWriteFails: an error of an image ends the page.
func TestWriteFails(t *testing.T) {
	why := errors.New("it is gone")
	p := Page{Images: func(yield func(*Image, error) bool) { yield(nil, why) }}
	if err := p.Write(&bytes.Buffer{}); !errors.Is(err, why) {
		t.Errorf("error %v", err)
	}
}

// TestPackShares: maps with the same values are stored once.
func TestPackShares(t *testing.T) {
	h, s := rough(8, 1, false, 1), rough(8, 2, true, 1)
	maps := []Map{{Gray: h, Signed: s}, {Gray: h, Signed: s}, {Gray: rough(8, 3, false, 1)}}
	planes, shrink, levels, err := pack(maps, mostBytes)
	if err != nil || len(planes) != 3 || shrink != 1 || levels != 255 {
		t.Errorf("%d planes, 1/%d, %d levels, error %v", len(planes), shrink, levels, err)
	}
	if maps[0].GrayPlane != maps[1].GrayPlane || maps[0].SignedPlane != maps[1].SignedPlane || maps[2].SignedPlane != -1 {
		t.Errorf("%+v", maps)
	}
}

// TestShrunk: of several values the one farthest from 0 stays.
func TestShrunk(t *testing.T) {
	h := report.Heatmap{Height: 2, Width: 3, Signed: true, Data: []float32{0.1, -0.5, 0, 0.2, 0.3, 0.4}}
	if got := shrunk(h, 2); got.Height != 1 || got.Width != 2 || got.Data[0] != -0.5 || got.Data[1] != 0.4 || !got.Signed {
		t.Errorf("%+v", got)
	}
}
