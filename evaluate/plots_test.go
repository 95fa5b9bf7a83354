package evaluate

import (
	"image/png"
	"os"
	"path/filepath"
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
