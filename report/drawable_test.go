package report

import (
	"image"
	"reflect"
	"testing"
)

func TestDrawable(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"ASCII", "tabby, tabby cat", "tabby, tabby cat"},
		{"Latin, Greek, Cyrillic", "Käfer Σκύλος кошка", "Käfer Σκύλος кошка"},
		{"letters and marks apart, as macOS has them in file names", "cafe\u0301", "café"},
		{"Japanese", "猫", ""},
		{"Korean between others", "cat 고양이 tabby", "cat tabby"},
		{"a word of both", "Tシャツ, jersey", "jersey"},
		{"Chinese first", "猫, cat", "cat"},
		{"Chinese last", "cat, 猫", "cat"},
		{"an emoji", "🐱 cat", "cat"},
		{"an emoji of several", "👩‍🔬", ""},
		{"from right to left", "חתול قطة", ""},
		{"Devanagari", "बिल्ली", ""},
		{"a mark that no letter has", "q\u0301 b", "b"},
		{"control characters", "a\x1b[31m b", "b"},
		{"no UTF-8", "a\xff b", "b"},
		{"nothing", "", ""},
	} {
		got, err := Drawable(c.text)
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

// TestFigureLeavesOut: words that the font lacks do not change a figure.
func TestFigureLeavesOut(t *testing.T) {
	cell := Picture{heatmap(1, 1, 0).Image()}
	draw := func(title, column, row string) image.Image {
		return drawn(t, Figure{Title: title, Columns: []string{column}, Rows: []Row{{Label: row, Cells: []Panel{cell}}}})
	}
	want := draw("cat", "grad", "plain")
	for i, got := range []image.Image{draw("cat 猫", "grad", "plain"), draw("cat", "grad 🐱", "plain"), draw("cat", "grad", "קט plain")} {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("text %d makes a difference", i)
		}
	}
}
