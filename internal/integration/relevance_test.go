package integration

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// composites are the methods of relevance.
var composites = slices.DeleteFunc(slices.Clone(methods.All), func(m methods.Method) bool { return !m.Relevance })

func relevanceOf(t *testing.T, network string, variant serving.Variant, of ...methods.Method) *explain.Result {
	t.Helper()
	x := readArray(t, testdata+"relevance/x.npy")
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Target = of, []serving.Variant{variant}, targets.Class(2)
	r.Options.Set(methods.Epsilon.Is(1e-9)) // more takes relevance away from eps-LRP
	return run(t, open(t, load(t, savedmodels.Source{Path: testdata + "relevance/" + network})), &golden{shape: x.Shape, x: x.Data}, r)
}

// TestRelevance: the maps of the composites are zennit's, where batch norms are merged into
// the layer before or behind them, where branches add up, and at pools.
func TestRelevance(t *testing.T) {
	files, err := filepath.Glob(testdata + "relevance/*.epsilon*.npy")
	if err != nil || len(files) != 2*len(composites) {
		t.Fatalf("%d recorded maps, error %v", len(files), err)
	}
	found := map[string]*explain.Result{}
	for _, file := range files {
		network, method, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".npy"), ".")
		if found[network] == nil {
			found[network] = relevanceOf(t, network, serving.Plain, composites...)
		}
		i := slices.IndexFunc(found[network].Attributions, func(a explain.Attribution) bool { return a.Method == method })
		got, want := found[network].Attributions[i].Values, readArray(t, file).Data
		if err := compare(got, want, tolerances.Of("maps")); err != nil {
			t.Errorf("%s, %s: %v", network, method, err)
		}
	}
}

// TestFrozenRelevance: where no bias takes any, what relevance the map lacks of the score
// ended at frozen units, if the rule keeps the sum. The mean of maps has no such share.
func TestFrozenRelevance(t *testing.T) {
	conserving := append(only(t, "elrp"), composites...)
	for _, v := range []serving.Variant{serving.Threshold, serving.Mask} {
		r := relevanceOf(t, "even", v, conserving...)
		for _, a := range r.Attributions {
			if strings.Contains(a.Method, "alpha2") {
				continue // where nothing is negative, its rule gives out twice what arrives
			}
			sum := 0.0
			for _, value := range a.Values {
				sum += float64(value)
			}
			if a.FrozenRelevance == nil || *a.FrozenRelevance == 0 {
				t.Errorf("%s, %s: no relevance ends at frozen units", a.Method, v)
				continue
			}
			if off := math.Abs(sum+*a.FrozenRelevance-float64(r.Score)) / math.Abs(float64(r.Score)); !(off <= tolerances.Of("maps").Value) {
				t.Errorf("%s, %s: %g in the map and %g at frozen units, of %g: off by %g", a.Method, v, sum, *a.FrozenRelevance, r.Score, off)
			}
		}
	}
	smoothed := only(t, "smoothed_elrp", "smoothed_epsilon_plus")
	for _, r := range []*explain.Result{relevanceOf(t, "even", serving.Plain, conserving...), relevanceOf(t, "even", serving.Mask, smoothed...)} {
		for _, a := range r.Attributions {
			if a.FrozenRelevance != nil {
				t.Errorf("%s, %s: %g ends at frozen units", a.Method, a.Variant, *a.FrozenRelevance)
			}
		}
	}
}

// TestNeighbours: the maps of RectGrad and NeuronMCT are those of their authors' code, and
// FEM's those of its formula, in all variants.
func TestNeighbours(t *testing.T) {
	e, g := tiny(t)
	r := explain.NewRequest()
	r.Methods, r.Variants = only(t, "rectgrad", "neuron_mct", "fem"), serving.Variants
	for _, a := range run(t, e, g, r).Attributions {
		want := readArray(t, testdata+"neighbours/"+a.Method+"."+string(a.Variant)+".npy")
		if err := compare(a.Values, want.Data, tolerances.Of("maps")); err != nil {
			t.Errorf("%s, %s: %v", a.Method, a.Variant, err)
		}
		if !slices.Equal(a.Shape, want.Shape) {
			t.Errorf("%s, %s: shape %v, want %v", a.Method, a.Variant, a.Shape, want.Shape)
		}
	}
}

func readArray(t *testing.T, file string) inputs.Array {
	t.Helper()
	a, err := inputs.ReadArray(file)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
