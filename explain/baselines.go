package explain

import (
	"fmt"
	"math"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// A found is a method's map of all inputs.
type found struct {
	values []float32
	engine Engine
	pairs  int64
	// deltas are the convergence deltas of the inputs, nil if the method has none, and
	// differences the scores at the inputs minus those at the baselines.
	deltas, differences []float64
	// steps are those of the inputs; nil if their number was given.
	steps []Steps
}

func (f found) stepsOf(input int) *Steps {
	if f.steps == nil {
		return nil
	}
	return &f.steps[input]
}

func (f found) delta(input int) *float64 {
	if f.deltas == nil {
		return nil
	}
	return &f.deltas[input]
}

// A place is a baseline and the variant of the network that runs there.
type place struct {
	variant  serving.Variant
	baseline int
}

// makeBaselines makes the baselines of the references, if a method needs them.
func (j *job) makeBaselines() error {
	for _, m := range j.request.Methods {
		if m.HasBaseline() {
			var err error
			j.baselines, err = methods.Baseline.Of(j.request.Options).Arrays(j.inputs())
			return err
		}
	}
	return nil
}

// baseline is the current baseline of all inputs; nil is zero.
func (j *job) baseline() []float32 {
	if j.baselines == nil {
		return nil
	}
	return j.baselines[j.current]
}

// baselineAt is the current baseline at the i-th element of all inputs.
func (j *job) baselineAt(i int) float64 {
	if b := j.baseline(); b != nil {
		return float64(b[i])
	}
	return 0
}

// overBaselines runs one method in one variant, and averages its maps over the baselines.
// The mean of one map is that map, to the bit.
func (j *job) overBaselines(m methods.Method, s setting) (found, error) {
	if m.DrawsBaselines || !m.HasBaseline() || len(j.baselines) == 1 {
		return j.atCurrent(m, s)
	}
	defer func() { j.current = 0 }()
	var all found
	var sums []float64
	n := float64(len(j.baselines))
	for j.current = range j.baselines {
		one, err := j.atCurrent(m, s)
		if err != nil {
			return all, err
		}
		if j.current == 0 {
			all = found{values: one.values, engine: one.engine, pairs: one.pairs, deltas: make([]float64, len(j.results)), differences: make([]float64, len(j.results))}
			sums = make([]float64, len(one.values))
		}
		accumulate(sums, one.values, 1, 1)
		for i, d := range one.differences {
			all.differences[i] += d / n
		}
	}
	for i, sum := range sums {
		all.values[i] = float32(sum / n)
	}
	for i, d := range all.differences {
		all.deltas[i] = total(part(all.values, i, len(all.values)/len(j.results))) - d
	}
	return all, nil
}

// atCurrent runs one method in one variant, with the current baseline.
func (j *job) atCurrent(m methods.Method, s setting) (f found, err error) {
	f.engine = PrunedEngine
	f.values, f.pairs, err = j.prunedMap(m, s)
	if f.values == nil && err == nil {
		f.engine = DenseEngine
		f.values, err = j.dense(m, s)
	}
	if err != nil {
		return f, err
	}
	shape := m.MapShape(j.shape[1:], j.layout)
	size := int(gr.Shape(shape).Elements())
	if len(f.values) != size*len(j.results) {
		return f, fmt.Errorf("the attributions have %d elements; %d of shape %v need %d", len(f.values), len(j.results), gr.Shape(shape), size*len(j.results))
	}
	if i := notFinite(f.values); i >= 0 {
		return f, fmt.Errorf("the map is %v at %s", f.values[i], placeIn(i%size, shape))
	}
	if m.HasBaseline() {
		err = j.addDeltas(&f, m, s)
	}
	return f, err
}

// addDeltas computes the convergence delta of each input: the sum of its attributions
// minus the difference in score between input and baseline, on the variant's network.
func (j *job) addDeltas(f *found, m methods.Method, s setting) error {
	scores, err := j.scoresAtBaselines(m, s)
	if err != nil {
		return err
	}
	size := len(f.values) / len(j.results)
	for i, r := range j.results {
		difference := float64(r.Score) - scores[i]
		delta := total(part(f.values, i, size)) - difference
		f.differences = append(f.differences, difference)
		if math.IsNaN(delta) || math.IsInf(delta, 0) {
			return fmt.Errorf("the network's score is %v at the baseline", scores[i])
		}
		f.deltas = append(f.deltas, delta)
	}
	return nil
}

// scoresAtBaselines are the scores at the current baseline, or their mean over all of them if
// the method draws.
func (j *job) scoresAtBaselines(m methods.Method, s setting) ([]float64, error) {
	from, to := j.current, j.current+1
	if m.DrawsBaselines {
		from, to = 0, len(j.baselines)
	}
	defer func(at int) { j.current = at }(j.current)
	means := make([]float64, len(j.results))
	for j.current = from; j.current < to; j.current++ {
		scores, err := j.scoresAtBaseline(s)
		if err != nil {
			return nil, err
		}
		for i, score := range scores {
			means[i] += float64(score)
		}
	}
	for i := range means {
		means[i] /= float64(to - from)
	}
	return means, nil
}

// total is the sum of a map.
func total(values []float32) float64 {
	sum := 0.0
	for _, v := range values {
		sum += float64(v)
	}
	return sum
}
