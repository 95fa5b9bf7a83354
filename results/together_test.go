package results

import (
	"fmt"
	"image"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/methods/serving"
	"tfreeze/report"
)

// plates are inputs whose maps are pictures.
func plates(n int, l Plan) (all []*Plate) {
	panel := report.Picture{Image: image.NewGray(image.Rect(0, 0, 2, 2))}
	for i := range n {
		p := &Plate{Name: fmt.Sprint("input ", i), Explained: fmt.Sprint(i), Seen: panel, maps: map[string]report.Panel{}}
		for _, m := range l.Methods {
			for _, v := range l.Variants {
				p.maps[m+"."+string(v)] = panel
			}
		}
		all = append(all, p)
	}
	return all
}

// TestTogether: few maps of an input are beside those of the next, more have a row, and
// what does not fit a page has a row for each variant.
func TestTogether(t *testing.T) {
	both := []serving.Variant{serving.Plain, serving.Threshold}
	for _, c := range []struct {
		name          string
		plan          Plan
		inputs        int
		columns, rows int
		// cells counts the panels of the last row, of which those behind are empty.
		cells             int
		captions, heading []string
	}{
		{"beside each other", Plan{Methods: []string{"grad"}, Variants: both[1:]}, 4, 6, 2, 2, []string{"input 3\n3"}, []string{"", "threshold", "", "threshold", "", "threshold"}},
		{"fewer than fit", Plan{Methods: []string{"grad"}, Variants: both[1:]}, 2, 4, 1, 4, []string{"input 0\n0", "", "input 1\n1"}, []string{"", "threshold", "", "threshold"}},
		{"a row each", Plan{Methods: []string{"grad", "elrp"}, Variants: both}, 3, 5, 3, 5, []string{"input 2\n2"}, []string{"", "plain", "threshold", "plain", "threshold"}},
		{"a row for each variant", Plan{Methods: []string{"grad", "elrp", "saliency", "deeplift"}, Variants: both}, 2, 5, 4, 4, nil, []string{"", "grad", "elrp", "saliency", "deeplift"}},
	} {
		f := c.plan.Together("", plates(c.inputs, c.plan), byName)
		if len(f.Columns) != c.columns || len(f.Rows) != c.rows {
			t.Errorf("%s: %d columns and %d rows, want %d and %d", c.name, len(f.Columns), len(f.Rows), c.columns, c.rows)
			continue
		}
		last, filled := f.Rows[c.rows-1], 0
		for _, cell := range last.Cells {
			if cell != nil {
				filled++
			}
		}
		if filled != c.cells {
			t.Errorf("%s: the last row has %d pictures, want %d", c.name, filled, c.cells)
		}
		if diff := cmp.Diff(c.captions, last.Captions); diff != "" {
			t.Errorf("%s: captions (-want +got):\n%s", c.name, diff)
		}
		if diff := cmp.Diff(c.heading, f.Columns); diff != "" {
			t.Errorf("%s: columns (-want +got):\n%s", c.name, diff)
		}
		if _, err := f.Image(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestTogetherNames: an input that is explained by rows has its name above the first.
func TestTogetherNames(t *testing.T) {
	l := Plan{Methods: []string{"grad", "elrp", "saliency", "deeplift"}, Variants: []serving.Variant{serving.Plain, serving.Mask}}
	var above []string
	for _, row := range l.Together("", plates(2, l), byTarget).Rows {
		above = append(above, row.Above)
	}
	if diff := cmp.Diff([]string{"0, score 0", "", "1, score 0", ""}, above); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
