package integration

import (
	"context"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// oddTolerance bounds the difference between a map of a model of testdata/odd and the
// recorded one.
var oddTolerance = tolerances.Of("maps of small models")

// TestOrdinary shows that the comparison with recorded maps works.
func TestOrdinary(t *testing.T) { compareOdd(t, "ordinary", gen.Options{}) }

// compareOdd explains a model of testdata/odd, and compares every map that was recorded
// for it.
func compareOdd(t *testing.T, name string, o gen.Options) *gen.Product {
	t.Helper()
	m := load(t, savedmodels.Source{Path: testdata + "odd/" + name})
	p, err := gen.Build(m, o)
	if err != nil {
		t.Fatal(err)
	}
	compareOddMaps(t, open(t, m), readArrays(t, testdata+"odd/"+name+".npz"), oddTolerance)
	return p
}

// compareOddMaps compares every map METHOD.VARIANT among the arrays.
func compareOddMaps(t *testing.T, e *explain.Explainer, recorded map[string]array, allowed tolerances.Row) {
	t.Helper()
	r := explain.NewRequest()
	r.Methods, r.Variants = recordedMaps(t, recorded)
	r.Target = recordedTarget(recorded["target"])
	r.Options.Set(methods.Steps.Is(5), methods.Noise.Is(recorded["noise"].data))
	x := recorded["x"]
	result, err := e.Explain(context.Background(), int64s(x.shape), x.data, r)
	if err != nil {
		t.Fatal(err)
	}
	if err := compare(result.Scores, recorded["logits"].data, allowed); err != nil {
		t.Errorf("logits: %v", err)
	}
	for _, a := range result.Attributions {
		want := recorded[a.Method+"."+string(a.Variant)]
		if err := compare(a.Values, want.data, allowed); err != nil {
			t.Errorf("%s, %s: %v", a.Method, a.Variant, err)
		}
	}
}

// recordedTarget is a class, or an element of scores with positions, in which -1 is a sum.
func recordedTarget(a array) targets.Target {
	if len(a.data) == 1 {
		return targets.Class(int(a.data[0]))
	}
	index := make([]int, len(a.data))
	for i, k := range a.data {
		index[i] = int(k)
	}
	return targets.Element(index...)
}

func recordedMaps(t *testing.T, recorded map[string]array) (chosen []methods.Method, variants []serving.Variant) {
	t.Helper()
	has := func(method string, v serving.Variant) bool {
		_, ok := recorded[method+"."+string(v)]
		return ok
	}
	for _, m := range methods.Served() {
		if has(m.Name, serving.Plain) || has(m.Name, serving.Mask) {
			chosen = append(chosen, m)
		}
	}
	for _, v := range serving.Variants {
		if len(chosen) > 0 && has(chosen[0].Name, v) {
			variants = append(variants, v)
		}
	}
	for key := range recorded {
		if method, v, ok := strings.Cut(key, "."); ok && !has(method, serving.Variant(v)) {
			t.Fatalf("%s is not compared", key)
		}
	}
	if len(chosen) == 0 || len(variants) == 0 {
		t.Fatal("no map was recorded")
	}
	return chosen, variants
}
