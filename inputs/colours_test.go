package inputs

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// TestGray compares pictures in gray with Pillow's convert("L"), to the bit.
func TestGray(t *testing.T) {
	compared := 0
	for key, want := range readArrays(t, pictures+"pictures.npz") {
		name, ok := strings.CutPrefix(key, "gray/")
		if !ok {
			continue
		}
		compared++
		_, img := readPicture(t, name)
		got := gray.fit(Crop, img, want.shape[0], want.shape[1])
		for i, v := range want.data {
			if !bytes.Equal(got.Pix[4*i:4*i+3], slices.Repeat([]byte{byte(v)}, 3)) {
				t.Errorf("%s: pixel %d is %v, not %v", name, i, got.Pix[4*i:4*i+3], v)
				break
			}
		}
	}
	if compared != 6 {
		t.Errorf("%d pictures were compared", compared)
	}
}

// TestColours: a picture becomes as many channels as the network takes, in its layout,
// and what that changes is noted.
func TestColours(t *testing.T) {
	unit, _ := savedmodels.FindRecipe("unit")
	rgba := readArrays(t, pictures+"pictures.npz")["rgb/alpha.png"].data
	for _, c := range []struct {
		name   string
		shape  []int64
		layout gr.Layout
		got    string
		notes  string
	}{
		{"alpha.png", []int64{6, 9, 3}, "", "[6,9,3]", "[transparency ignored]"},
		{"alpha.png", []int64{6, 9, 1}, "", "[6,9,1]", "[colours made gray by their luminance (ITU-R BT.601) transparency ignored]"},
		{"alpha.png", []int64{1, 6, 9}, gr.ChannelsFirst, "[1,6,9]", "[colours made gray by their luminance (ITU-R BT.601) transparency ignored]"},
		{"gray.png", []int64{6, 9}, "", "[6,9]", "[]"},
		{"gray16.png", []int64{-1, 9}, "", "[6,9]", "[16 bits a channel cut to 8]"},
		{"alpha.png", []int64{6, 9, 4}, "", "[6,9,4]", "[]"},
		{"turned_1.png", []int64{12, 20, 4}, "", "[12,20,4]", "[opaque: the fourth channel is 255]"},
		{"gray.png", []int64{4, 6, 9}, gr.ChannelsFirst, "[4,6,9]", "[gray repeated in three channels, and opaque]"},
	} {
		r := &Reader{Shape: c.shape, Layout: c.layout, Recipe: &unit}
		all, bad, err := r.Files([]string{pictures + c.name})
		if err != nil || bad != nil {
			t.Errorf("%s in %v: %v, %v", c.name, c.shape, err, bad)
			continue
		}
		in := all[0]
		if err := in.Load(); err != nil {
			t.Fatal(err)
		}
		if got := gr.Shape(in.Shape).String(); got != c.got || int(gr.Shape(in.Shape).Elements()) != len(in.X) || fmt.Sprint(in.Image.Converted) != c.notes {
			t.Errorf("%s in %v: %s, %d values, notes %v", c.name, c.shape, got, len(in.X), in.Image.Converted)
		}
	}
	r := &Reader{Shape: []int64{6, 9, 4}, Recipe: &unit}
	all, _, err := r.Files([]string{pictures + "alpha.png"})
	if err != nil || all[0].Load() != nil {
		t.Fatal(err)
	}
	for i := range 54 {
		x := all[0].X[4*i : 4*i+4]
		scaled := func(v float32) float32 { return float32(float64(v) * unit.Scale) }
		if x[0] != scaled(rgba[3*i]) || x[2] != scaled(rgba[3*i+2]) || x[3] != scaled(float32(i*7%256)) {
			t.Fatalf("pixel %d is %v", i, x)
		}
	}
}

// TestNoColours: a recipe for three colours means nothing for one channel, or for four.
func TestNoColours(t *testing.T) {
	for _, c := range []struct {
		recipe string
		shape  []int64
		want   string
	}{
		{"torch", []int64{6, 9, 1}, `the preprocessing "torch" is for three channels, and the network takes 1: choose one that treats all channels alike, such as unit, inception or none`},
		{"caffe-bgr", []int64{6, 9, 4}, `the preprocessing "caffe-bgr" is for three channels, and the network takes 4: choose one that treats all channels alike, such as unit, inception or none`},
		{"unit", []int64{6, 9, 2}, "the network's input [6,9,2] is not an image of 1, 3 or 4 channels, nor [H,W]: give a .npy array"},
		{"unit", []int64{54}, "the network's input [54] is not an image of 1, 3 or 4 channels, nor [H,W]: give a .npy array"},
	} {
		recipe, _ := savedmodels.FindRecipe(c.recipe)
		r := &Reader{Shape: c.shape, Recipe: &recipe}
		if _, _, err := r.Files([]string{pictures + "gray.png"}); err == nil || err.Error() != pictures+"gray.png: "+c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}
