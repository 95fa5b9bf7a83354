package report

import (
	"encoding/xml"
	"image/color"
	"math"
	"strings"
	"testing"
)

// sequence is the one-hot form of letters over ACGT; a gap is zeros.
func sequence(letters string) Series {
	s := Series{Steps: len(letters), Features: 4, Data: make([]float32, 4*len(letters))}
	for i, r := range letters {
		if k := strings.IndexRune("ACGT", r); k >= 0 {
			s.Data[4*i+k] = 1
		}
	}
	return s
}

// TestLetters: one-hot sequences are told from others.
func TestLetters(t *testing.T) {
	twice, half := sequence("AC"), sequence("AC")
	twice.Data[1], half.Data[0] = 1, 0.5
	for _, c := range []struct {
		name string
		s    Series
		want string
	}{
		{"bases", sequence("ACGT"), "ACGT"}, {"a gap", sequence("A-T"), "ACGT"}, {"two at once", twice, ""}, {"a half", half, ""},
		{"three features", Series{Steps: 2, Features: 3, Data: []float32{1, 0, 0, 0, 1, 0}}, ""},
	} {
		if got := c.s.letters(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestPaleLetters: where a map is 0, the sequence can still be read.
func TestPaleLetters(t *testing.T) {
	m := Series{Steps: 4, Features: 4, Data: make([]float32, 16)}
	m.Data[3] = 2
	panel, _, err := PanelOf(sequence("TA-G"), m, viewNamed(t, "signed"))
	if err != nil {
		t.Fatal(err)
	}
	f := Figure{Columns: []string{""}, Rows: []Row{{Cells: []Panel{panel}}}}
	img := drawn(t, f)
	_, cells := measured(t, f)
	at := cells[0][0]
	for i, want := range []bool{false, true, false, true} {
		found := false
		for y := at.Min.Y; y < at.Max.Y; y++ {
			for x := at.Min.X + i*at.Dx()/4; x < at.Min.X+(i+1)*at.Dx()/4; x++ {
				r, g, b, _ := img.At(x, y).RGBA()
				found = found || r>>8 == 0xa0 && g>>8 == 0xa0 && b>>8 == 0xa0
			}
		}
		if found != want {
			t.Errorf("letter %d is pale: %v, want %v", i, found, want)
		}
	}
}

// TestLogo: a letter is as tall as its value, up or down, in its colour, where it belongs.
// What the map says of letters that are not there is left out.
func TestLogo(t *testing.T) {
	input := sequence("TA-T")
	m := Series{Steps: 4, Features: 4, Data: make([]float32, 16)}
	m.Data[3], m.Data[4], m.Data[8], m.Data[15] = 2, -1, 9, 1
	panel, bar, err := PanelOf(input, m, viewNamed(t, "signed"))
	if err != nil || bar != nil {
		t.Fatal(bar, err)
	}
	f := Figure{Columns: []string{""}, Rows: []Row{{Cells: []Panel{panel}}}}
	img := drawn(t, f)
	_, cells := measured(t, f)
	at := cells[0][0]
	red, green := letterColours['T'].(color.RGBA), letterColours['A'].(color.RGBA)
	for i, want := range []struct {
		colour    color.RGBA
		top, foot float64 // from the top, in shares
	}{{red, 0, 2. / 3}, {green, 2. / 3, 1}, {red, 1, 0}, {red, 1. / 3, 2. / 3}} {
		top, foot := 1.0, 0.0
		for y := at.Min.Y; y < at.Max.Y; y++ {
			for x := at.Min.X + i*at.Dx()/4; x < at.Min.X+(i+1)*at.Dx()/4; x++ {
				if rgba(img.At(x, y)) == want.colour {
					share := float64(y-at.Min.Y) / float64(at.Dy())
					top, foot = min(top, share), max(foot, share)
				}
			}
		}
		if math.Abs(top-want.top) > 0.02 || math.Abs(foot-want.foot) > 0.02 {
			t.Errorf("letter %d reaches from %.2f to %.2f, want %.2f to %.2f", i, top, foot, want.top, want.foot)
		}
	}
	svg := string(written(t, f, "svg"))
	if err := xml.Unmarshal([]byte(svg), new(struct{})); err != nil || strings.Contains(svg, "<image") || strings.Count(svg, "<path") < 4 {
		t.Errorf("its letters are no paths: %v", err)
	}
}

// TestTrace: the ground has the map's colours, and the line goes up where the input does.
func TestTrace(t *testing.T) {
	input := Series{Steps: 4, Features: 1, Data: []float32{0, 0, 5, 5}}
	m := Series{Steps: 4, Features: 1, Data: []float32{-1, 0, 0, 1}}
	panel, bar, err := PanelOf(input, m, viewNamed(t, "signed"))
	if err != nil || bar == nil {
		t.Fatal(bar, err)
	}
	f := Figure{Columns: []string{""}, Rows: []Row{{Cells: []Panel{panel}}}}
	img := drawn(t, f)
	_, cells := measured(t, f)
	at := cells[0][0]
	for x, want := range map[int]float32{1: -1, 3: 0, 7: 1} {
		c := bar.Colour(want)
		if got := rgba(img.At(at.Min.X+x*at.Dx()/8, at.Min.Y+at.Dy()/2)); got != rgba(c) {
			t.Errorf("the ground at %d/8 is %v, want %v", x, got, c)
		}
	}
	low, high := at.Max.Y-at.Dy()*8/100, at.Min.Y+at.Dy()*8/100
	for x, y := range map[int]int{2: low, 6: high} {
		if got := lightness(rgba(img.At(at.Min.X+x*at.Dx()/8, y))); got > 40 {
			t.Errorf("at %d/8 the line is not where the input is: lightness %.0f", x, got)
		}
	}
}

// TestNoPanel: what has too many features, or another shape than its map, has none.
func TestNoPanel(t *testing.T) {
	wide := Series{Steps: 2, Features: 7, Data: make([]float32, 14)}
	short := Series{Steps: 3, Features: 1, Data: make([]float32, 3)}
	for _, c := range [][2]Series{{wide, wide}, {short, Series{Steps: 2, Features: 1, Data: make([]float32, 2)}}} {
		if panel, _, err := PanelOf(c[0], c[1], Views[0]); panel != nil || err != nil {
			t.Errorf("%v: %v, error %v", c[0], panel, err)
		}
	}
}
