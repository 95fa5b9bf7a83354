package evaluate

import (
	"fmt"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestPlots: each value has a plot, with a panel for each method; one percentile is enough,
// and an empty list is, too.
func TestPlots(t *testing.T) {
	dir := t.TempDir()
	var lines []Line
	add := func(metric, method, variant string, percentile, mean float64) {
		lines = append(lines, Line{Key: Key{Method: method, Variant: variant, Percentile: percentile, Metric: metric}, N: 3, Mean: Interval{mean, mean, mean}})
	}
	add("gini", "grad", "plain", none, 0.5)
	add("gini", "grad", "mask", 80, 0.9)
	add("gini", "elrp", "mask", 50, 0.7)
	add("gini", "elrp", "mask", 80, 0.8)
	add("gini", EdgeMap, Control, none, 0.6)
	add("entropy", "grad", "plain", none, 3)
	if err := plotAll(dir, lines); err != nil {
		t.Fatal(err)
	}
	widths := map[string]int{}
	for _, name := range []string{"gini", "entropy"} {
		f, err := os.Open(filepath.Join(dir, PlotsDir, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		img, err := png.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		widths[name] = img.Bounds().Dx()
	}
	if widths["gini"] < 2*widths["entropy"]-1 || widths["gini"] > 2*widths["entropy"]+1 {
		t.Errorf("the widths are %v: want two panels and one", widths)
	}
	if got := pointsOf(lines[:5], "elrp", looks[2]); len(got) != 2 || got[1].X != 80 || got[1].Y != 0.8 {
		t.Errorf("the points of mask are %v", got)
	}
	if got := pointsOf(lines[:5], "elrp", looks[4]); len(got) != 2 || got[0].X != 50 || got[1].X != 80 || got[1].Y != 0.6 {
		t.Errorf("the level of the edges is %v", got)
	}
}

// TestSpan: of one percentile, a level is a line about it.
func TestSpan(t *testing.T) {
	frozen := func(p float64) Line { return Line{Key: Key{Percentile: p}} }
	for _, c := range []struct {
		lines     []Line
		low, high float64
	}{
		{[]Line{frozen(none), frozen(90), frozen(50)}, 50, 90}, {[]Line{frozen(80)}, 79, 81}, {[]Line{frozen(none)}, 0, 100},
	} {
		if low, high := span(c.lines); low != c.low || high != c.high {
			t.Errorf("%v span %v..%v", c.lines, low, high)
		}
	}
}

// TestTicks: there are some, and a label is the number at its tick.
func TestTicks(t *testing.T) {
	for _, bounds := range [][2]float64{{0.72, 1.02}, {-0.1, 1.3}, {0.03, 0.09}, {200, 4000}, {-3e-5, 4e-5}} {
		all := ticks{}.Ticks(bounds[0], bounds[1])
		if len(all) < 3 || len(all) > 8 {
			t.Errorf("%v has %d ticks", bounds, len(all))
		}
		for _, tick := range all {
			if v, err := strconv.ParseFloat(tick.Label, 64); err != nil || math.Abs(v-tick.Value) > 1e-3*(bounds[1]-bounds[0]) || tick.Label == "-0" {
				t.Errorf("%v is labelled %s", tick.Value, tick.Label)
			}
		}
	}
}

// TestMeasuredAt: each percentile has a tick, and a label if there is room.
func TestMeasuredAt(t *testing.T) {
	var lines []Line
	for _, p := range []float64{none, 99, 50, 70, 98, 50} {
		lines = append(lines, Line{Key: Key{Percentile: p}})
	}
	text := ""
	for _, tick := range measuredAt(lines) {
		text += fmt.Sprintf("%g %q, ", tick.Value, tick.Label)
	}
	if want := `50 "50", 70 "70", 98 "98", 99 "", `; text != want {
		t.Errorf("ticks %s, want %s", text, want)
	}
}
