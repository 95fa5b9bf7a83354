package targets

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

var labels = []string{"cat", "dog", "3,5", "a@b.png", "7"}

// TestParse reads each form and writes it again.
func TestParse(t *testing.T) {
	mask := maskFile(t, 2, 2, 0, 255, 0, 1)
	for text, want := range map[string]string{
		"": "top1", "top1": "top1", "2": "2", "index:2": "2", "dog": "1", "label:dog": "1", "4": "4", "7": "4",
		"rank:1": "top1", "rank:3": "rank:3", "sum:1": "sum:1", "sum:dog": "sum:1", "sum:label:dog": "sum:1",
		"3,5,1": "3,5,1", " 3, *,1": "3,*,1", "*": "*", "*,1": "*,1",
		"3,5": "2", "a@b.png": "3", "label:3,5": "2", "index:7": "7",
		"1@" + mask: "1@" + mask, "dog@" + mask: "1@" + mask, "sum:1@" + mask: "1@" + mask, "*,*,1@" + mask: "*,*,1@" + mask,
	} {
		got, err := Parse(text, labels)
		if err != nil || got.String() != want {
			t.Errorf("%q is %s, error %v, want %s", text, got, err, want)
		}
	}
}

// TestParseErrors: what cannot be meant is said. Errors about a flag's text alone are of
// type Error.
func TestParseErrors(t *testing.T) {
	black := maskFile(t, 1, 1, 0)
	for _, c := range []struct {
		text, want string
		usage      bool
	}{
		{"-3", "target -3: the index of a class is 0 or more", true},
		{"rank:0", "target rank:0: a rank is 1, of the highest score, or more", true},
		{"index:x", "target index:x: the index of a class is a whole number", true},
		{"1,-1", "target 1,-1: index -1 is less than 0", true},
		{"top1@" + black, "target top1@" + black + ": a mask needs a class, such as 1@" + black, true},
		{"sum:cow", `target "cow" is not among the 5 labels`, false},
		{"1,cow", `target "1,cow" is not among the 5 labels`, false},
		{"1@none.png", "mask none.png: there is no such file", false},
		{"1@" + black, "mask " + black + ": it is 0 everywhere, so nothing is explained", false},
	} {
		_, err := Parse(c.text, labels)
		var usage Error
		if fmt.Sprint(err) != c.want || errors.As(err, &usage) != c.usage {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

// maskFile writes a gray picture.
func maskFile(t *testing.T, width, height int, pixels ...uint8) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i, p := range pixels {
		img.SetGray(i%width, i/width, color.Gray{Y: p})
	}
	path := filepath.Join(t.TempDir(), "mask.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	return path
}
