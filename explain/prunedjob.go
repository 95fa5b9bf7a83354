package explain

import (
	"errors"
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/pruned"
	prunednet "tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// A planned input is what the pruned engine needs for its maps.
type planned struct {
	values plan.Values
	// mask is the plan by mask, which all methods share.
	mask *plan.Plan
	// sent are the gradients at the input, by the method whose rule sends them.
	sent map[string][]float32
}

// prunedReads are the tensors at the input that plans read.
func (j *job) prunedReads() []gr.Output {
	if !j.wantsPrunedAny() || j.readPruned() != nil {
		return nil
	}
	var all []gr.Output
	lifted := j.kept || slices.Contains(j.request.Variants, serving.Threshold)
	for _, o := range j.prunedNet().Reads(lifted) {
		if !j.isInput(o) { // what is fed cannot be fetched
			all = append(all, j.atX0(o))
		}
	}
	return all
}

// atX0 is the counterpart of a tensor of the kept network in the run at the input.
func (j *job) atX0(o gr.Output) gr.Output {
	return j.plain.of(j.graph.Node(o.Node.Name).Out(o.Index))
}

// prunedMap computes a method's map by the pruned engine. It returns nil if the dense
// network is to do it. pairs counts the multiply-adds that are left, at one point and
// forward.
func (j *job) prunedMap(m methods.Method, s setting) (values []float32, pairs int64, err error) {
	if !j.wantsPruned(m, s.variant) {
		return nil, 0, nil
	}
	if err := j.Prunes(m, s.variant); err != nil {
		return nil, 0, j.unlessAsked(err)
	}
	n, chosen := j.pointsOf(m), j.request.Engine == PrunedEngine
	for i := range j.results {
		p, err := j.planOf(i)
		if err != nil {
			return nil, 0, j.unlessAsked(err)
		}
		if !chosen && !j.isLess(p.mask, s.variant, n) {
			return nil, 0, nil
		}
		pairs += counted(p.mask, s.variant)
	}
	engine := j.prunedEngine().Of(j.prunedNet()).Within(j.prunedMemory())
	if m.PointMethod == "" {
		values, err = j.prunedPoint(engine, m)
	} else {
		values, err = j.prunedAverage(engine, m, s)
	}
	if errors.Is(err, pruned.ErrMemory) {
		delete(j.atBaseline, place{s.variant, j.current}) // some of the inputs may be there
		return nil, 0, j.unlessAsked(err)
	}
	return values, pairs, err
}

// prunedMemory bounds the pruned engine's memory. If it was not asked for by name, it may
// take what a run of the dense network may take: otherwise that would run in its place.
func (j *job) prunedMemory() int64 {
	if j.request.Memory == 0 || j.request.Engine == PrunedEngine {
		return j.request.Memory
	}
	return max(j.request.Memory, j.footprint(j.shape[1:]))
}

// prunedNet is the network with the layers that this request freezes.
func (j *job) prunedNet() *prunednet.Network {
	if j.own == nil {
		j.own = j.pruned.net.Among(j.chosen, j.criterion.Kind == methods.Random || j.criterion.Kind == methods.FromFile)
	}
	return j.own
}

// planOf plans the i-th input, once.
func (j *job) planOf(i int) (*planned, error) {
	if p := j.plans[i]; p != nil {
		return p, nil
	}
	p := &planned{}
	p.values.Threads, p.values.Rooms = j.prunedThreads(), &j.pruned.rooms
	p.values.At = func(o gr.Output) ([]float32, error) { return j.valuesAt(o, i) }
	if j.criterion.MaskOnly() {
		p.values.Numbers = func(freezing int) ([]float32, error) { return j.numbersOf(freezing, i) }
	}
	for _, c := range j.cuts {
		t := float32(0) // of a layer that does not freeze, nobody reads it
		if c != nil {
			t = c.thresholds[i]
		}
		p.values.Thresholds = append(p.values.Thresholds, t)
	}
	var err error
	if p.mask, err = plan.Mask(j.prunedNet(), j.results[i].Target, p.values); err != nil {
		return nil, err
	}
	if j.plans == nil {
		j.plans = map[int]*planned{}
	}
	j.plans[i] = p
	return p, nil
}

// releasePlans gives the memory of plans back.
func (j *job) releasePlans() {
	for _, p := range j.plans {
		p.mask.Release()
	}
	j.plans = nil
}

// isInput reports whether a tensor of the kept network is the input itself.
func (j *job) isInput(o gr.Output) bool { return o.String() == j.input.String() }

// valuesAt returns the i-th input's elements of a tensor in the run at the inputs.
func (j *job) valuesAt(o gr.Output, i int) ([]float32, error) {
	t := j.fetched[j.atX0(o).String()]
	if j.isInput(o) {
		t = j.batch
	}
	if t == nil {
		return nil, fmt.Errorf("%s was not fetched", o)
	}
	all, err := tensorflow.View[float32](t)
	if err != nil {
		return nil, err
	}
	return j.turned(o, all, i)
}

// numbersOf returns the i-th input's numbers of a layer.
func (j *job) numbersOf(layer, i int) ([]float32, error) {
	return j.turned(j.freezings[layer].Activation, j.cuts[layer].numbers, i)
}

// turned takes the i-th input's share of a tensor's elements, as the engine has them.
func (j *job) turned(o gr.Output, all []float32, i int) ([]float32, error) {
	shape := j.pruned.weights.Shape(o)
	n := int(gr.Shape(shape).Elements())
	if len(all) != n*len(j.results) {
		return nil, fmt.Errorf("%s has %d elements for %d inputs, not %d each", o, len(all), len(j.results), n)
	}
	return j.pruned.net.Turned(shape, all[i*n:(i+1)*n]), nil
}

// prunedAverage averages gradients over points.
func (j *job) prunedAverage(e *pruned.Engine, m methods.Method, s setting) ([]float32, error) {
	points := m.Points(j.inputs(), j.request.Options)
	sums := make([][]float64, len(points.Powers))
	for k := range sums {
		sums[k] = make([]float64, len(j.x))
	}
	baseline, others := apart(points)
	for i := range j.results {
		own, err := j.prunedSums(e, m, points, others, s.variant, i)
		if err != nil {
			return nil, err
		}
		for k := range own {
			copy(sums[k][i*j.size:], own[k])
		}
	}
	if err := j.atTheBaseline(m, points, baseline, s, sums); err != nil {
		return nil, err
	}
	for range points.N - len(baseline) { // the others have been counted
		j.countRun()
	}
	return averaged(sums, points), nil
}

// apart tells the points that are the baseline itself from the others.
func apart(points methods.Points) (baseline []int, others pruned.Line) {
	for k, alpha := range points.Along {
		if alpha == 0 {
			baseline = append(baseline, k)
			continue
		}
		others.Alphas = append(others.Alphas, alpha)
		if points.Weights != nil {
			others.Weights = append(others.Weights, points.Weights[k])
		}
	}
	return baseline, others
}

// atTheBaseline adds the gradients at points that are the baseline itself, by the dense
// network. A baseline of one color makes ties in max-pools, of which the first must win;
// the engine's differences from the input would break them by their last digits.
func (j *job) atTheBaseline(m methods.Method, points methods.Points, which []int, s setting, sums [][]float64) error {
	for _, k := range which {
		spots := j.spots(1)
		if err := j.gradients(m.PointMethod, points.Write, k, spots, s); err != nil {
			return err
		}
		for i, power := range points.Powers {
			accumulate(sums[i], spots[0].dx, power, weightOf(points, k))
		}
	}
	return nil
}

// prunedSums are the sums of the i-th input's gradients, by power.
func (j *job) prunedSums(e *pruned.Engine, m methods.Method, points methods.Points, line pruned.Line, v serving.Variant, i int) ([][]float64, error) {
	p := j.plans[i]
	var sum pruned.Sum
	var err error
	switch {
	case points.Along == nil:
		return e.Sampled(j.ctx, p.mask, p.values, j.prunedPoints(m, points, i))
	case len(line.Alphas) == 0:
		return nil, nil
	case v == serving.Threshold:
		sum, err = e.IntegratedLifted(j.ctx, j.results[i].Target, p.values, j.toBaseline(i), line)
	default:
		sum, err = e.Integrated(j.ctx, p.mask, p.values, j.toBaseline(i), line)
	}
	if err != nil {
		return nil, err
	}
	j.noteBaseline(v, i, sum.AtBaseline)
	return [][]float64{sum.Gradients}, nil
}

// noteBaseline keeps the score at the i-th input's baseline, which the engine gives as the
// difference from that at the input.
func (j *job) noteBaseline(v serving.Variant, i int, difference float64) {
	here := place{v, j.current}
	if j.atBaseline[here] == nil {
		j.atBaseline[here] = make([]float32, len(j.results))
	}
	j.atBaseline[here][i] = float32(float64(j.results[i].Score) + difference)
}

// toBaseline is the baseline minus the i-th input.
func (j *job) toBaseline(i int) []float32 {
	from := make([]float32, j.size)
	for k, x := range j.part(j.x, i) {
		from[k] = float32(j.baselineAt(i*j.size+k) - float64(x))
	}
	return from
}

// prunedPoints are a method's points around the i-th input.
func (j *job) prunedPoints(m methods.Method, points methods.Points, i int) pruned.Points {
	all, x := make([]float32, len(j.x)), j.part(j.x, i)
	return pruned.Points{N: points.N, Powers: points.Powers, Guided: guides(m), Offset: func(k int, into []float32) error {
		if err := points.Write(k, all); err != nil {
			return err
		}
		for at, there := range j.part(all, i) {
			into[at] = there - x[at]
		}
		return nil
	}}
}
