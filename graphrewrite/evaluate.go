package graphrewrite

import "slices"

const (
	// maxParameter bounds the elements of a constant that are read, and maxTried how
	// many of them a region is evaluated with.
	maxParameter, maxTried = 1 << 16, 256
	// maxVisits bounds how many nodes are evaluated, those of the region and those
	// that its constants are made of.
	maxVisits = 4 * maxRegion
)

// probes stand for parameters whose values are not in the graph: what holds for
// each of these is taken to hold for all.
var probes = []float64{0.25, -0.4, 1.7, 0.9}

// movingOps hand elements of their first input on; a parameter is the same
// behind them.
var movingOps = []string{"BroadcastTo", "ExpandDims", "Reshape", "Squeeze", "Tile", "Transpose"}

// An evaluator computes a region's z, in float64, from points that u takes. What
// has one value throughout is a number; any other constant, such as a slope for each
// channel, and any variable is a parameter.
type evaluator struct {
	f *finder
	region
	// parameters are in the order in which they are met; values are those of the
	// constants among them.
	parameters []Output
	values     map[Output][]float64
	// trial says which of the values parameters have.
	trial int
}

// run computes z at the points, nil where it cannot.
func (e *evaluator) run(points []float64) []float64 {
	r := &run{evaluator: e, points: points, known: map[Output][]float64{e.u: points}}
	return r.value(e.z)
}

// trials is how often the region is evaluated to meet each of its parameters' values.
// It is known after a run.
func (e *evaluator) trials() int {
	if len(e.parameters) == 0 {
		return 1
	}
	most := len(probes)
	for _, v := range e.values {
		most = max(most, len(v))
	}
	return min(most, maxTried)
}

// at is z at one point.
func (e *evaluator) at(u float64) float64 {
	return e.run([]float64{u})[0]
}

// A run is one evaluation.
type run struct {
	*evaluator
	points []float64
	known  map[Output][]float64
}

func (r *run) value(o Output) []float64 {
	if v, ok := r.known[o]; ok {
		return v
	}
	if len(r.known) > maxVisits {
		return r.parameter(o)
	}
	r.known[o] = nil // a loop ends here
	v := r.compute(o)
	r.known[o] = v
	return v
}

func (r *run) compute(o Output) []float64 {
	n, given := o.Node, !r.f.varies[o.Node]
	if n.Op == "IdentityN" && o.Index < len(n.Inputs) {
		return r.value(n.Inputs[o.Index])
	}
	if r.f.expands(n) {
		return r.elementwise(n)
	}
	switch {
	case !given:
		return nil
	case n.Op == "ZerosLike":
		return r.constant(0)
	case n.Op == "OnesLike":
		return r.constant(1)
	case n.Op == "Fill" && len(n.Inputs) == 2:
		return r.value(n.Inputs[1])
	case slices.Contains(movingOps, n.Op) && len(n.Inputs) > 0:
		return r.value(n.Inputs[0])
	case n.Op == "ReadVariableOp" && len(n.Inputs) == 1:
		return r.parameter(n.Inputs[0])
	}
	return r.parameter(o)
}

func (r *run) elementwise(n *Node) []float64 {
	inputs := make([][]float64, len(n.Inputs))
	for i, in := range n.Inputs {
		if inputs[i] = r.value(in); inputs[i] == nil {
			return nil
		}
	}
	v, operands := make([]float64, len(r.points)), make([]float64, len(inputs))
	for i := range v {
		for k := range inputs {
			operands[k] = inputs[k][i]
		}
		v[i] = elementwiseOps[n.Op].f(n, operands)
	}
	return v
}

func (r *run) constant(v float64) []float64 { return slices.Repeat([]float64{v}, len(r.points)) }

// parameter is the value of a constant or a variable in this trial.
func (r *run) parameter(o Output) []float64 {
	i := slices.Index(r.parameters, o)
	if i < 0 {
		values := valuesOf(o.Node)
		if len(values) == 1 {
			return r.constant(values[0])
		}
		i = len(r.parameters)
		r.parameters = append(r.parameters, o)
		if values != nil {
			r.values[o] = values
		}
	}
	if v := r.values[o]; v != nil {
		if r.trials() < len(v) { // as many, evenly spaced
			return r.constant(v[r.trial*len(v)/r.trials()])
		}
		return r.constant(v[r.trial%len(v)])
	}
	return r.constant(probes[(r.trial+i)%len(probes)])
}

// valuesOf are the elements of a constant: one, if all are the same; nil if they
// are not known.
func valuesOf(n *Node) []float64 {
	values, err := n.ConstValue(maxParameter)
	if err != nil || len(values) == 0 {
		return nil
	}
	if !slices.ContainsFunc(values, func(v float64) bool { return v != values[0] }) {
		return values[:1]
	}
	return values
}
