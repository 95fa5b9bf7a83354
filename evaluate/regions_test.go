package evaluate

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tfreeze/inputs"
	"tfreeze/targets"
)

// TestPlaced: a pixel of the network's input shows the middle of its part of the upright
// picture; black bars show nothing.
func TestPlaced(t *testing.T) {
	// The middle 20 x 20 of 40 x 20 pixels, in the lower two rows of 3 x 2.
	i := &inputs.FromImage{Width: 40, Height: 20, Box: [4]int{10, 0, 30, 20}, Placed: [4]int{0, 1, 2, 3}}
	p := Picture{3, 2, 3, false}
	in := &inputs.Input{Path: "photos/a.jpg", Image: i}
	for box, want := range map[[4]float64][]bool{
		{0, 0, 40, 20}:  {false, false, true, true, true, true},
		{14, 4, 2, 2}:   {false, false, true, false, false, false}, // 15,5 is within
		{15.5, 0, 9, 9}: {false, false, false, false, false, false},
		{24, 14, 9, 9}:  {false, false, false, false, false, true}, // 25,15
	} {
		got, err := Regions{Boxes: map[string][][4]float64{"a.jpg": {{1, 1, 1, 1}, box}}}.of(in, p)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("box %v: %v, error %v", box, got, err)
		}
	}
	if got, err := (Regions{Boxes: map[string][][4]float64{"b.jpg": nil}}).of(in, p); got != nil || err != nil {
		t.Errorf("of an image that is not listed: %v, error %v", got, err)
	}
}

// TestMasked: a mask has the picture's size, turned upright, or the network's.
func TestMasked(t *testing.T) {
	i := &inputs.FromImage{Width: 4, Height: 2, Orientation: 6, Box: [4]int{0, 0, 2, 4}, Placed: [4]int{0, 0, 1, 2}}
	p := Picture{2, 1, 3, false}
	upright := &targets.Mask{Shape: []int64{4, 2}, Weights: []float32{0, 0, 0, 1, 0, 0, 0, 0}}
	if got, err := (Regions{}).masked(upright, i, p); err != nil || !slices.Equal(got, []bool{true, false}) {
		t.Errorf("of the picture's size: %v, error %v", got, err)
	}
	own := &targets.Mask{Shape: []int64{2, 1}, Weights: []float32{0, 1}}
	if got, err := (Regions{}).masked(own, i, p); err != nil || !slices.Equal(got, []bool{false, true}) {
		t.Errorf("of the network's size: %v, error %v", got, err)
	}
	other := &targets.Mask{Path: "m.png", Shape: []int64{2, 4}, Weights: make([]float32, 8)}
	if _, err := (Regions{}).masked(other, i, p); err == nil || !strings.Contains(err.Error(), "mask m.png has 4 x 2 pixels, neither the picture's 2 x 4 nor the network's 1 x 2") {
		t.Errorf("as it is stored: %v", err)
	}
}

// TestReadBoxes: annotations belong to images by their ids; a file of another kind is
// refused.
func TestReadBoxes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "boxes.json")
	for content, want := range map[string]string{
		`{"images": [{"id": 3, "file_name": "x/a.jpg"}], "annotations": [{"image_id": 3, "bbox": [1, 2, 3, 4]}]}`: "",
		`{"images": [{"id": 3, "file_name": "a.jpg"}], "annotations": [{"image_id": 4, "bbox": [1, 2, 3, 4]}]}`:   "annotation 0 is of image 4",
		`{}`: "it lists no images",
		`[`:  "unexpected end",
	} {
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		boxes, err := ReadBoxes(path)
		if want == "" && (err != nil || boxes["a.jpg"][0] != [4]float64{1, 2, 3, 4}) {
			t.Errorf("%v, error %v", boxes, err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", content, err)
		}
	}
}

// TestRegionsOfNone: regions of which none is of an image are a mistake, such as a
// mistyped directory.
func TestRegionsOfNone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.png"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	a, b := &inputs.Input{Path: "photos/a.jpg"}, &inputs.Input{Path: "photos/b.jpg"}
	boxes := map[string][][4]float64{"a.jpg": nil, "c.jpg": nil, "d.jpg": nil, "e.jpg": nil}
	for _, c := range []struct {
		regions Regions
		images  []*inputs.Input
		want    string
	}{
		{Regions{}, []*inputs.Input{b}, ""},
		{Regions{Masks: dir}, []*inputs.Input{b, a}, ""},
		{Regions{Masks: dir}, []*inputs.Input{b}, "masks " + dir + ": there is no b.png, and none of any other image"},
		{Regions{Masks: dir + "s"}, []*inputs.Input{a}, "no such file"},
		{Regions{Boxes: boxes}, []*inputs.Input{b, a}, ""},
		{Regions{Boxes: boxes}, []*inputs.Input{b}, "boxes: b.jpg is not listed, and no other image: it lists a.jpg, c.jpg, d.jpg, ..."},
	} {
		err := c.regions.Check(c.images)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want %q", c.regions, err, c.want)
		}
	}
}
