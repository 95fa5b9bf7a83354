package integration

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tensorflow"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// servedBy makes a model whose signatures freeze as the options say.
func servedBy(t *testing.T, freezing methods.Values) *savedmodels.Model {
	t.Helper()
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	p, err := gen.Build(m, gen.Options{Freezing: freezing, Methods: only(t, "grad", "integrated_gradients", "neuron_mct")})
	if err != nil {
		t.Fatal(err)
	}
	return p.Model
}

// TestServedCriteria: frozen signatures let the nodes pass that explain does, to the bit, for
// every criterion that a call can find. There is a signature for each variant that explain has.
func TestServedCriteria(t *testing.T) {
	g := readGolden(t, "tiny.case0")
	for _, settings := range [][]methods.Setting{
		{methods.PercentileOver.Is(methods.OverNetwork)},
		{methods.FreezeLayers.Is("1")},
		{methods.Criterion.Is(methods.ByContribution)},
		{methods.Criterion.Is(methods.ByContribution), methods.PercentileOver.Is(methods.OverNetwork), methods.FreezeLayers.Is("conv")},
		{methods.Criterion.Is("random:7")},
		{methods.Criterion.Is("random:18446744073709551615"), methods.FreezeLayers.Is("0")},
	} {
		freezing := methods.With(settings...)
		m := servedBy(t, freezing)
		e, s := open(t, m), session(t, m)
		r := explain.NewRequest()
		r.Methods, r.Engine = only(t, m.Card.Generated.Methods...), explain.DenseEngine
		r.Options = freezing.With(methods.Percentile.Is(62.5), methods.Steps.Is(5))
		r.Variants = serving.Variants
		if m.Card.Generated.Criterion != "" {
			r.Variants = []serving.Variant{serving.Plain, serving.Mask}
		}
		compared := 0
		for _, a := range run(t, e, g, r).Attributions {
			name := a.Method + suffixes[a.Variant] + serving.WithOptions
			if _, ok := m.Signature(name); !ok && a.Variant == serving.Mask && !moves(a.Method) {
				continue
			}
			inputs := map[string]*tensorflow.Tensor{"input": batchOf(t, g)}
			sig, _ := m.Signature(name)
			for key, x := range map[string]*tensorflow.Tensor{"percentile": tensor(t, nil, []float32{62.5}), "steps": tensor(t, nil, []int32{5})} {
				if !sig.Inputs[key].IsZero() {
					inputs[key] = x
				}
			}
			if got := call(t, s, m, name, inputs); !bytes.Equal(bytesOf(t, got.attribution), bytesOf(t, a.Values)) {
				t.Errorf("%s: %s: %v", m.Card.Generated.Passing(), name, compare(got.attribution, a.Values, exact))
			}
			compared++
		}
		if want := map[bool]int{true: 3 * 2, false: 3 + 3 + 2}[m.Card.Generated.Criterion != ""]; compared != want {
			t.Errorf("%s: %d signatures, want %d", m.Card.Generated.Passing(), compared, want)
		}
	}
}

// TestServedCriteriaOfABatch: an image's nodes do not depend on the others in a call.
func TestServedCriteriaOfABatch(t *testing.T) {
	one, two := readGolden(t, "tiny.case0"), readGolden(t, "tiny.case1")
	for _, criterion := range []string{methods.ByContribution, "random:3"} {
		m := servedBy(t, methods.With(methods.Criterion.Is(criterion), methods.PercentileOver.Is(methods.OverNetwork)))
		s := session(t, m)
		both := tensor(t, append([]int64{2}, one.shape...), append(append([]float32{}, one.x...), two.x...))
		got := call(t, s, m, "grad_frozen_mask", map[string]*tensorflow.Tensor{"input": both}).attribution
		for i, g := range []*golden{one, two} {
			want := call(t, s, m, "grad_frozen_mask", map[string]*tensorflow.Tensor{"input": batchOf(t, g)}).attribution
			if err := compare(got[i*len(want):(i+1)*len(want)], want, tolerances.Of("maps of a batch")); err != nil {
				t.Errorf("%s: input %d: %v", criterion, i, err)
			}
		}
	}
}

// TestServedCriteriaThatAreRefused: gen says what no signature can have.
func TestServedCriteriaThatAreRefused(t *testing.T) {
	for want, o := range map[string]gen.Options{
		"criterion file:masks: a signature finds its masks":      {Freezing: methods.With(methods.Criterion.Is("file:masks"))},
		"criterion contribution freezes by mask alone":           {Freezing: methods.With(methods.Criterion.Is(methods.ByContribution)), Variants: []serving.Variant{serving.Threshold}},
		`no layer's name matches "none"; the layers are 0 tiny/`: {Freezing: methods.With(methods.FreezeLayers.Is("none"))},
	} {
		if _, err := gen.Build(load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"}), o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// TestRandomNodes: each node is drawn as often as any other, and two seeds, two layers or
// two images draw as if they had nothing to do with each other.
func TestRandomNodes(t *testing.T) {
	shuffle, err := tensorflow.NewShuffle(serving.ShuffleRounds)
	if err != nil {
		t.Fatal(err)
	}
	defer shuffle.Close()
	const n, share, draws = 5000, 1000, 300
	p := float64(share) / n
	times, before, lagged := make([]float64, n), []bool(nil), 0.0
	for k := range int32(draws) {
		places, err := shuffle.Places([3]int32{k, 5, -k}, n)
		if err != nil {
			t.Fatal(err)
		}
		passes, seen, same := make([]bool, n), make([]bool, n), 0.0
		for i, place := range places {
			if place < 0 || place >= n || seen[place] {
				t.Fatalf("draw %d: node %d has the place %d, which is no place or taken", k, i, place)
			}
			seen[place], passes[i] = true, place < share
			if passes[i] {
				times[i]++
			}
			if i > 0 && passes[i] && passes[i-1] {
				lagged++
			}
			if before != nil && passes[i] && before[i] {
				same++
			}
		}
		// Six standard deviations of a hypergeometric count.
		if before != nil && math.Abs(same-n*p*p) > 6*math.Sqrt(n)*p*(1-p) {
			t.Errorf("draw %d shares %v nodes with the one before, of %v that chance would", k, same, n*p*p)
		}
		before = passes
	}
	for i, c := range times {
		if math.Abs(c-draws*p) > 6*math.Sqrt(draws*p*(1-p)) {
			t.Errorf("node %d is drawn %v times of %d, want about %v", i, c, draws, draws*p)
		}
	}
	if want := draws * n * p * p; math.Abs(lagged-want) > 6*math.Sqrt(draws*n)*p {
		t.Errorf("%v neighbours are drawn together, want about %v", lagged, want)
	}
}
