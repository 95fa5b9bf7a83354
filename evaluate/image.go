package evaluate

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
	"tfreeze/targets"
)

// image measures all maps of an image.
func (r *run) image(ctx context.Context, i int) error {
	in := r.Inputs[i]
	if err := in.Load(); err != nil {
		return err
	}
	region, err := r.Regions.of(in, r.picture)
	if err != nil {
		return err
	}
	one := &imageRun{run: r, index: i, in: in, name: r.places[i].Name, target: r.explained[i], region: region}
	if err := one.direct(ctx); err != nil {
		return err
	}
	if err := one.grid(ctx); err != nil {
		return fmt.Errorf("%s: %w", gridPointing.Name, err)
	}
	if err := one.randomised(ctx); err != nil {
		return fmt.Errorf("%s: %w", mprt.Name, err)
	}
	return nil
}

// An imageRun is the work on one image.
type imageRun struct {
	*run
	index  int
	in     *inputs.Input
	name   string
	target targets.Target
	region []bool
}

// missing lists the metrics that are asked for of this image, that hold, and of which a
// row of this map is missing.
func (r *imageRun) missing(k Key, holds func(Metric) bool) []Metric {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var all []Metric
	for _, c := range r.Metrics {
		if c.Limit > 0 && r.placeOf(r.index) >= c.Limit || !holds(c.Metric) || c.Explains && k.Variant == Control {
			continue
		}
		if slices.ContainsFunc(c.Values, func(v Value) bool { k.Metric = v.Name; return !r.done[k] }) {
			all = append(all, c.Metric)
		}
	}
	return all
}

// record appends the values of metrics of one map.
func (r *imageRun) record(k Key, of []Metric, values [][]float64) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var rows []Row
	for i, m := range of {
		for n, v := range m.Values {
			// A killed run may have left some values of a metric.
			if k.Metric = v.Name; !r.done[k] {
				rows = append(rows, Row{k, values[i][n]})
			}
		}
	}
	return r.add(rows...)
}

// maps makes the maps at an input for which needs holds, and hands each over.
func (r *imageRun) maps(ctx context.Context, e *explain.Explainer, x []float32, needs func(Key) bool, each func(made) error) error {
	var at *explain.At
	for _, a := range r.asks() {
		a, some := a.only(func(method string, v serving.Variant) bool { return needs(a.key(r.name, method, v)) })
		if !some {
			continue
		}
		if at == nil {
			var err error
			if at, err = e.At(ctx, r.in.Shape, x); err != nil {
				return err
			}
		}
		a.request.Target, a.request.Flat, a.request.Parallel = r.target, r.in.Flat, runtime.GOMAXPROCS(0)
		result, err := at.Explain(ctx, a.request)
		if err != nil {
			return err
		}
		if len(result.Shape) != 1 {
			return fmt.Errorf("the scores have shape %v: metrics are of classes", result.Shape)
		}
		for _, attribution := range result.Attributions {
			if err := each(made{a.key(r.name, attribution.Method, attribution.Variant), attribution}); err != nil {
				return err
			}
		}
	}
	return nil
}

// direct measures the maps of the image itself, and those of the controls, side by side.
func (r *imageRun) direct(ctx context.Context) error {
	direct := func(m Metric) bool { return m.measure != nil }
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	measure := func(k Key, s *Subject) {
		of := r.missing(k, direct)
		if len(of) == 0 {
			return
		}
		group.Go(func() error { return r.measure(ctx, k, s, of) })
	}
	for _, k := range controlKeys(r.name) {
		s := r.subject(r.in.X)
		s.of(control(k.Method, s))
		measure(k, s)
	}
	err := r.maps(ctx, r.Explainer, r.in.X, func(k Key) bool { return len(r.missing(k, direct)) > 0 }, func(m made) error {
		s := r.subject(r.in.X)
		s.Delta, s.Local = m.ConvergenceDelta, local(m.Key.Method)
		s.of(m.Values)
		s.Explain = func(ctx context.Context, x []float32) ([]float32, error) { return r.again(ctx, m.Key, x) }
		measure(m.Key, s)
		return ctx.Err()
	})
	if failed := group.Wait(); failed != nil {
		return failed
	}
	return err
}

func (r *imageRun) measure(ctx context.Context, k Key, s *Subject, of []Metric) error {
	values := make([][]float64, len(of))
	for i, m := range of {
		var err error
		if values[i], err = m.measure(ctx, s); err != nil {
			return fmt.Errorf("%s of %s, %s: %w", m.Name, k.Method, k.Variant, err)
		}
	}
	return r.record(k, of, values)
}

// subject is what metrics may ask of the network at an input.
func (r *imageRun) subject(x []float32) *Subject {
	h := fnv.New64a()
	fmt.Fprint(h, r.seed(), r.places[r.index].SHA256)
	return &Subject{
		Picture: r.picture, Settings: r.Settings, X: x, Score: r.places[r.index].Score, Region: r.region, Seed: h.Sum64(),
		Scores: func(ctx context.Context, n int, write func(k int, into []float32)) ([]Outcome, error) {
			return r.outcomes(ctx, x, n, write)
		},
	}
}

// local reports whether the maps of a method of this name are Local.
func local(name string) bool {
	chosen, err := methods.Select([]string{name})
	return err == nil && chosen[0].Local
}

// of makes a map the subject.
func (s *Subject) of(attribution []float32) {
	s.Attribution, s.Relevance = attribution, s.Reduce(attribution, s.Settings.Pixels)
}

// outcomes runs the network forward at n points, a batch at a time.
func (r *imageRun) outcomes(ctx context.Context, x []float32, n int, write func(k int, into []float32)) ([]Outcome, error) {
	var all []Outcome
	at := slices.Clone(x)
	for from := 0; from < n; from += r.Batch {
		var batch [][]float32
		for k := from; k < min(from+r.Batch, n); k++ {
			write(k, at)
			batch = append(batch, slices.Clone(at))
		}
		scores, err := r.Explainer.Scores(ctx, r.in.Shape, batch)
		if err != nil {
			return nil, err
		}
		for _, s := range scores {
			all = append(all, r.outcome(s))
		}
	}
	return all, nil
}

func (r *imageRun) outcome(scores []float32) Outcome {
	shape := []int64{int64(len(scores))}
	o := Outcome{Logit: float64(r.target.Score(shape, scores))}
	o.Score = o.Logit
	class, one := r.target.IsClass()
	if !one {
		return o
	}
	first := 0
	for i, s := range scores {
		if s > scores[first] {
			first = i
		}
	}
	o.First = first == class
	switch r.Settings.Score {
	case Probability:
		o.Score = probability(r.Activation, scores, class)
	case Softmax:
		o.Score = probability(savedmodels.Softmax, scores, class)
	}
	return o
}

// probability is that of a class, by the Softmax or the Sigmoid of its score.
func probability(activation string, scores []float32, class int) float64 {
	if activation == savedmodels.Sigmoid {
		return 1 / (1 + math.Exp(-float64(scores[class])))
	}
	sum := 0.0
	for _, s := range scores {
		sum += math.Exp(float64(s - scores[class]))
	}
	return 1 / sum
}

// again makes the same kind of map at another input, of the same class.
func (r *imageRun) again(ctx context.Context, k Key, x []float32) ([]float32, error) {
	for _, a := range r.asks() {
		a, some := a.only(func(method string, v serving.Variant) bool {
			return a.key(k.Image, method, v) == Key{k.Image, k.Method, k.Variant, k.Percentile, ""}
		})
		if !some {
			continue
		}
		a.request.Target, a.request.Flat = r.target, r.in.Flat
		result, err := r.Explainer.Explain(ctx, r.in.Shape, x, a.request)
		if err != nil {
			return nil, err
		}
		return slices.Clone(result.Attributions[0].Values), nil
	}
	return nil, fmt.Errorf("nothing makes maps of %s, %s", k.Method, k.Variant)
}

// randomly is the criterion that draws the nodes that pass.
func (r *run) randomly() string { return fmt.Sprintf("%s:%d", methods.Random, r.seed()) }

// seed is that of the methods' noise, and of all that is drawn here.
func (r *run) seed() uint64 { return methods.Seed.Of(r.Request.Options) }
