package verify

import (
	"fmt"
	"slices"

	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// fewPoints is how many points a method averages over where its map is compared at
// several inputs.
const fewPoints = 2

// float32s compares the maps of package explain, in float32, with those that the twin
// computes by the definitions, in float64.
func float32s(p *point, c *check) ([]Row, error) {
	t, err := p.wide()
	if err != nil {
		return []Row{c.impossible(c.compares, "%v", err)}, nil
	}
	var all []*comparison
	of := map[*comparison]mapped{}
	for _, m := range p.request.Methods {
		for _, v := range p.variants() {
			one := &comparison{compared: fmt.Sprintf("%s, %s, in float32 and in float64", m.Name, v)}
			all, of[one] = append(all, one), mapped{m, v}
		}
	}
	f := &floats{point: p, twin: t, of: of, k: -1}
	return c.settle(p.ctx, all, experiment{f.apart, f.spread})
}

// floats compares maps in float32 with those of the twin, one trial at a time.
type floats struct {
	*point
	twin *twin
	of   map[*comparison]mapped
	// k is the number of the trial. x is its input, asked its request, and results are
	// those at x and at inputs near it.
	k       int
	x       []float32
	asked   explain.Request
	results []*explain.Result
}

// at explains the input of the k-th trial, and n inputs near it.
func (f *floats) at(k, n int, of []*comparison) error {
	if f.k != k {
		f.k, f.x, f.results = k, variation(f.point.x, f.request.seed(), k), nil
		f.asked = f.few(of, f.of)
	}
	for draw := len(f.results); draw <= n; draw++ {
		x := f.x
		if draw > 0 {
			x, _ = moved(f.x, methods.Seed.Of(f.asked.Options), uint64(draw))
		}
		result, err := f.explainer.Explain(f.ctx, f.shape[1:], x, f.asked)
		if err != nil {
			return err
		}
		f.results = append(f.results, result)
	}
	return nil
}

func (f *floats) apart(k int, one *comparison, of []*comparison) (float64, error) {
	if err := f.at(k, 0, of); err != nil {
		return 0, err
	}
	s, err := f.twin.at(f.shape, wider(f.x), methods.Percentile.Of(f.asked.Options))
	if err != nil {
		return 0, err
	}
	m := f.of[one]
	want, err := s.attribution(m.method, m.variant, f.asked)
	if err != nil {
		return 0, err
	}
	return apart(wider(attribution(f.results[0], m.method.Name, m.variant).Values), want), nil
}

// spread is how far a map moves when the input moves in its last digits.
func (f *floats) spread(k int, one *comparison, of []*comparison) (float64, error) {
	if err := f.at(k, draws, of); err != nil {
		return 0, err
	}
	spread := 0.0
	m := f.of[one]
	values := func(r *explain.Result) []float32 { return attribution(r, m.method.Name, m.variant).Values }
	for _, near := range f.results[1:] {
		spread = max(spread, apart(values(near), values(f.results[0])))
	}
	return spread, nil
}

// mapped says which map a comparison is of.
type mapped struct {
	method  methods.Method
	variant serving.Variant
}

// few is a request for the methods of some comparisons, with few points and given noise.
func (p *point) few(left []*comparison, of map[*comparison]mapped) explain.Request {
	r := p.request.Request
	r.Methods = slices.DeleteFunc(slices.Clone(r.Methods), func(m methods.Method) bool {
		return !slices.ContainsFunc(left, func(one *comparison) bool { return of[one].method.Name == m.Name })
	})
	steps, samples := methods.Steps.Of(r.Options), min(methods.Samples.Of(r.Options), fewPoints)
	stdev := float32(methods.Stdev.Of(r.Options)) * (slices.Max(p.x) - slices.Min(p.x))
	r.Target = p.result.Explained
	r.Options.Set(methods.Steps.Is(max(2, min(steps, fewPoints))), methods.Samples.Is(samples),
		methods.Noise.Is(noise(len(p.x)*samples, stdev, p.request.seed())))
	return r
}

// noise are n normal numbers of a standard deviation.
func noise(n int, stdev float32, seed uint64) []float32 {
	r := random(seed, 3)
	values := make([]float32, n)
	for i := range values {
		values[i] = stdev * float32(r.NormFloat64())
	}
	return values
}
