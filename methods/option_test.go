package methods

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOptions: options come in the order of help and explain.json, their defaults are
// valid, and no two inputs of a signature share a name.
func TestOptions(t *testing.T) {
	var names []string
	for _, c := range Options() {
		names = append(names, c.Name)
		if OptionOf(c.Name) != c {
			t.Errorf("two options are named %s", c.Name)
		}
	}
	want := []string{"percentile", "percentile_over", "criterion", "freeze_layers", "steps", "path", "samples", "stdev", "seed", "noise", "signed", "baseline", "smooth_by", "epsilon", "tolerance",
		"guided_steps", "fraction", "max_dist", "max_sigma", "draws", "draw_stdev", "window", "stride", "mean_drop", "orders", "features", "rect_percentile", "path_percentile", "sigmas", "segments", "area", "from_blur", "lrp_epsilon", "one_hot", "gamma"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := (Values{}).Check(); err != nil {
		t.Error(err)
	}
	served := []string{"baseline", "epsilon", "gamma", "lrp_epsilon", "max_sigma", "mean_drop", "one_hot", "path_percentile", "percentile", "rect_percentile", "samples", "seed", "sigmas", "stdev", "steps", "stride", "target", "target_weights", "window"}
	if got := OptionNames(); !slices.Equal(got, served) {
		t.Errorf("signatures may take %q, want %q", got, served)
	}
}

// TestValues: a choice in a copy does not change the original.
func TestValues(t *testing.T) {
	var v Values
	v.Set(Steps.Is(7), Signed.Is(true))
	changed := v.With(Steps.Is(9), Path.Is(Endpoints))
	reset := v.Without(Steps.Choice)
	for name, c := range map[string]struct {
		v     Values
		steps int
		path  string
	}{
		"the zero value": {Values{}, 100, Right}, "set": {v, 7, Right}, "a copy": {changed, 9, Endpoints}, "without": {reset, 100, Right},
	} {
		if Steps.Of(c.v) != c.steps || Path.Of(c.v) != c.path {
			t.Errorf("%s: %d steps on the path %s, want %d on %s", name, Steps.Of(c.v), Path.Of(c.v), c.steps, c.path)
		}
	}
	if !Signed.Of(reset) {
		t.Error("without steps, signed is lost")
	}
}

// TestValuesCheck: a value of another type is an error; it does not fall back to the
// default.
func TestValuesCheck(t *testing.T) {
	for _, c := range []struct {
		setting Setting
		want    string
	}{
		{Steps.Value("7"), "steps takes a value of type int, not string"},
		{Baseline.Value(nil), "baseline takes a value of type methods.References, not <nil>"},
		{Path.Is("left"), `there is no path "left"; there are right, endpoints, gauss_legendre`},
		{Stdev.Is(-1), "standard deviation -1 is not a number of 0 or more"},
	} {
		if err := (Values{}).With(c.setting).Check(); fmt.Sprint(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}
