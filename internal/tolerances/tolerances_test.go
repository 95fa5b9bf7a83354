package tolerances

import (
	"math"
	"strings"
	"testing"
)

// TestRows: each row has a bound, a unit and a reason, and no name occurs twice.
func TestRows(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range All() {
		if r.Name == "" || r.Unit == "" || len(strings.Fields(r.Reason)) < 2 || seen[r.Name] {
			t.Errorf("%+v: a row has a name of its own, a unit and a reason", r)
		}
		if !(r.Value >= 0) || math.IsInf(r.Value, 0) || !(r.L2 >= 0) || strings.Contains(r.Unit, "l2") != (r.L2 > 0) {
			t.Errorf("%+v: its bounds do not go with its unit", r)
		}
		seen[r.Name] = true
	}
}

// TestOfMap: the first group that has the map decides. A map without a row gets the row
// of all maps.
func TestOfMap(t *testing.T) {
	for _, c := range []struct {
		method, variant string
		groups          []string
		want            string
	}{
		{"elrp", "plain", []string{"other processors", "maps"}, "other processors/elrp.plain"},
		{"elrp", "plain", []string{"maps"}, "maps/elrp.plain"},
		{"elrp", "mask", []string{"other processors", "maps"}, "maps"},
		{"deeplift", "plain", []string{"other processors", "maps"}, "maps/deeplift.plain"},
	} {
		if got := OfMap(c.method, c.variant, c.groups...); got.Name != c.want {
			t.Errorf("%s, %s in %v: %q, want %q", c.method, c.variant, c.groups, got.Name, c.want)
		}
	}
}

// TestOf: a name without a row is a mistake in the code.
func TestOf(t *testing.T) {
	if r := Of("verify/frozen"); r.Name != "verify/frozen" || r.Value != 0 {
		t.Errorf("got %+v", r)
	}
	defer func() {
		if r := recover(); r != `testdata/tolerances.json has no row "nothing"` {
			t.Errorf("recovered %v", r)
		}
	}()
	Of("nothing")
}
