package explain

import (
	"context"
	"maps"
	"slices"
	"testing"

	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestOnce: the run at the input is the last point of a path that ends there, if that is all
// that was asked for. The maps are those of a request for more, to the bit.
func TestOnce(t *testing.T) {
	e := tiny(t)
	for _, c := range []struct {
		method, path string
		once         bool
	}{
		{"grad", methods.Right, true},
		{"integrated_gradients", methods.Right, true},
		{"integrated_gradients", methods.Endpoints, true},
		{"integrated_gradients", methods.GaussLegendre, false},
		{"smoothgrad", methods.Right, false},
		{"guided_ig", methods.Right, false},
		{"blur_ig", methods.Right, false},
	} {
		r := NewRequest()
		r.Variants, r.Methods = []serving.Variant{serving.Plain}, methodsOf(t, c.method)
		r.Options.Set(methods.Steps.Is(4), methods.Samples.Is(3), methods.Path.Is(c.path))
		if got := e.isOnce(&r); got != c.once {
			t.Errorf("%s, %s: the run at the input is part of the map: %t", c.method, c.path, got)
		}
		done, total := 0, 0
		r.Progress = func(d, n int) { done, total = d, n }
		alone := explained(t, e, r)
		if done != total || done == 0 {
			t.Errorf("%s, %s: %d of %d runs", c.method, c.path, done, total)
		}
		r.Methods = append(r.Methods, methodsOf(t, "elrp")...)
		among := explained(t, e, r)
		if a, b := alone.Attributions[0], among.Attributions[0]; !slices.Equal(a.Values, b.Values) || (a.ConvergenceDelta != nil && *a.ConvergenceDelta != *b.ConvergenceDelta) {
			t.Errorf("%s, %s: the map differs from that of a request for more", c.method, c.path)
		}
	}
}

// TestFetchedAtInput: the run at the input holds no activations that no run reads again, and
// the plain score at a baseline is fetched with the same others.
func TestFetchedAtInput(t *testing.T) {
	e := tiny(t)
	logits, dx := e.plain.logits.String(), e.plain.attributions["grad"].String()
	for _, c := range []struct {
		asked []string
		want  []string
	}{
		{[]string{"integrated_gradients"}, []string{logits, dx}},
		{[]string{"smoothgrad"}, []string{logits}},
		{[]string{"smoothgrad", "vargrad"}, []string{logits}},
		{[]string{"integrated_gradients", "elrp"}, nil},
	} {
		r := NewRequest()
		r.Variants, r.Methods = []serving.Variant{serving.Plain}, methodsOf(t, c.asked...)
		j, err := e.begin(context.Background(), []int64{6, 6, 3}, [][]float32{ramp(6 * 6 * 3)}, r)
		if err != nil {
			t.Fatal(err)
		}
		got := slices.Sorted(maps.Keys(j.fetched))
		if slices.Sort(c.want); c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%v: the run at the input fetches %v, want %v", c.asked, got, c.want)
		}
		others := append(j.besides(j.setting(serving.Plain)), logits)
		if slices.Sort(others); !j.once && !slices.Equal(others, got) {
			t.Errorf("%v: the score at a baseline is fetched with %v, the run at the input with %v", c.asked, others, got)
		}
	}
}

func methodsOf(t *testing.T, names ...string) []methods.Method {
	t.Helper()
	all, err := methods.Select(names)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// ramp is an input of n elements that differ.
func ramp(n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(i%13)/6 - 1
	}
	return x
}

func explained(t *testing.T, e *Explainer, r Request) *Result {
	t.Helper()
	result, err := e.Explain(context.Background(), []int64{6, 6, 3}, ramp(6*6*3), r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}
