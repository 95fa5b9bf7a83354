package segments

import (
	"encoding/json"
	"image"
	_ "image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// pictures are those that tools/segments/record.py segmented: photos of another size than
// 224 and of that one, noise, and a pattern in which many edges cost the same.
var pictures = map[string]string{
	"chelsea_224": "../../testdata/photos", "coffee_227": "../../testdata/photos", "chelsea": "../../testdata/photos",
	"noise": "testdata", "blocks": "testdata",
}

func read(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, _, err := image.Decode(f)
	if err != nil {
		t.Fatal(file, err)
	}
	return picture
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(file, err)
	}
}

func readPicture(t *testing.T, name string) Image {
	t.Helper()
	picture := read(t, filepath.Join(pictures[name], name+".png"))
	b := picture.Bounds()
	im := Image{Height: b.Dy(), Width: b.Dx(), Channels: 3}
	for y := range im.Height {
		for x := range im.Width {
			r, g, b, _ := picture.At(x, y).RGBA()
			im.Data = append(im.Data, float32(r>>8), float32(g>>8), float32(b>>8))
		}
	}
	return im
}

// TestFelzenszwalb: the labels are scikit-image's, pixel by pixel.
func TestFelzenszwalb(t *testing.T) {
	for name := range pictures {
		want := read(t, "testdata/"+name+".labels.png").(*image.Gray16)
		small := readPicture(t, name).spread().Resize(side, side)
		for k, l := range Felzenszwalb(small, sigma, minSize, scales...) {
			wrong, most := 0, int32(0)
			for i, label := range l.Of {
				recorded := int32(want.Gray16At(i%side, k*side+i/side).Y)
				most = max(most, recorded)
				if label != recorded {
					wrong++
				}
			}
			if wrong > 0 || l.Count != int(most)+1 {
				t.Errorf("%s, scale %v: %d of %d labels differ; %d segments, want %d", name, scales[k], wrong, len(l.Of), l.Count, most+1)
			}
		}
	}
}

// TestOf: the segments, brought back to the picture's size and dilated, are saliency's.
// A segment is told by how many pixels it has and by the sum of their indices.
func TestOf(t *testing.T) {
	var want map[string][][2]int
	readJSON(t, "testdata/masks.json", &want)
	for name := range pictures {
		found := Of(readPicture(t, name))
		if len(found) != len(want[name]) {
			t.Errorf("%s: %d segments, want %d", name, len(found), len(want[name]))
			continue
		}
		for k, pixels := range found {
			sum := 0
			for _, p := range pixels {
				sum += int(p)
			}
			if got := [2]int{len(pixels), sum}; got != want[name][k] {
				t.Errorf("%s, segment %d: %v, want %v", name, k, got, want[name][k])
			}
		}
	}
}

// TestResize: a spline gives scikit-image's float32 numbers, larger and smaller.
func TestResize(t *testing.T) {
	var r struct{ X, Small []float32 }
	readJSON(t, "testdata/resized.json", &r)
	got := Image{9, 31, 2, r.X}.Resize(14, 12)
	if len(got.Data) != len(r.Small) {
		t.Fatalf("%d numbers, want %d", len(got.Data), len(r.Small))
	}
	for i, v := range got.Data {
		if v != r.Small[i] {
			t.Errorf("number %d is %v, want %v", i, v, r.Small[i])
		}
	}
}

// TestOneColour: an image of one colour is one segment at each scale.
func TestOneColour(t *testing.T) {
	found := Of(Image{5, 7, 1, make([]float32, 35)})
	if len(found) != len(scales) {
		t.Fatalf("%d segments", len(found))
	}
	for _, pixels := range found {
		if len(pixels) != 35 {
			t.Errorf("a segment of %d pixels", len(pixels))
		}
	}
}

// TestDilated: a pixel grows to a disk, which the border cuts off.
func TestDilated(t *testing.T) {
	l := Labels{Height: 9, Width: 9, Count: 2, Of: make([]int32, 81)}
	l.Of[1*9+4] = 1
	for radius, want := range map[int]int{0: 1, 1: 5, 2: 12, 3: 23} {
		grown := l.dilated(radius)[1]
		if len(grown) != want {
			t.Errorf("radius %d: %d pixels, want %d", radius, len(grown), want)
		}
		for _, p := range grown {
			if away := math.Hypot(float64(p/9-1), float64(p%9-4)); away > float64(radius) {
				t.Errorf("radius %d: pixel %d is %v away", radius, p, away)
			}
		}
	}
}
