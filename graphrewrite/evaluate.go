package graphrewrite

import "slices"

const (
	// maxParameter bounds the elements of a constant that are read, and maxTried how
	// many of them a region is evaluated with.
	maxParameter, maxTried = 1 << 16, 256
	// maxSteps bounds the tensors that are evaluated: those of the region, and those
	// that its constants are computed from.
	maxSteps = 4 * maxRegion
)

// probes are values for parameters whose values are not in the graph: what holds for
// each of these is taken to hold for all.
var probes = []float64{0.25, -0.4, 1.7, 0.9}

// A program computes a region's z from u, one element at a time, in float64. A constant
// whose elements are all the same is a number; any other constant, such as a slope for
// each channel, and any variable is a parameter.
type program struct {
	steps []step
	// values holds the values of each parameter; nil if they are not known. parameters are
	// their tensors.
	values     [][]float64
	parameters []Output
	// slots holds the results of the steps, by their indices.
	slots []float64
	// trial selects one of the values of each parameter.
	trial int
}

// A step fills one slot: with the result of an op on other slots, with a number, or with
// a parameter.
type step struct {
	node      *Node
	f         elementwise
	operands  []int
	inputs    []float64
	number    float64
	parameter int
}

// run computes z at a point: the first slot is u, and the last is z.
func (p *program) run(u float64) float64 {
	p.slots[0] = u
	for i := range p.steps[1:] {
		p.slots[i+1] = p.value(&p.steps[i+1])
	}
	return p.slots[len(p.slots)-1]
}

func (p *program) value(s *step) float64 {
	switch {
	case s.node != nil:
		for k, from := range s.operands {
			s.inputs[k] = p.slots[from]
		}
		return s.f.eval(s.node, s.inputs)
	case s.parameter >= 0:
		return p.parameter(s.parameter)
	}
	return s.number
}

// trials is how often the program must run to use each value of its parameters.
func (p *program) trials() int {
	if len(p.values) == 0 {
		return 1
	}
	most := len(probes)
	for _, v := range p.values {
		most = max(most, len(v))
	}
	return min(most, maxTried)
}

// parameter is the value of a parameter in this trial.
func (p *program) parameter(i int) float64 {
	v := p.values[i]
	switch {
	case v == nil:
		return probes[(p.trial+i)%len(probes)]
	case len(v) > p.trials(): // as many, evenly spaced
		return v[p.trial*len(v)/p.trials()]
	}
	return v[p.trial%len(v)]
}

// A compiler makes a program of a region.
type compiler struct {
	program
	f     *finder
	slot  map[Output]int
	known map[Output]int
}

// compile returns nil if the region is not a function of u alone.
func (f *finder) compile(r region) *program {
	c := &compiler{f: f, slot: map[Output]int{r.u: 0}, known: map[Output]int{}}
	c.steps = []step{{}}
	if last := c.add(r.z); last < 0 || last != len(c.steps)-1 {
		return nil
	}
	c.slots = make([]float64, len(c.steps))
	return &c.program
}

// add adds the steps that compute a tensor, and returns its slot; -1 if it cannot be
// computed.
func (c *compiler) add(o Output) int {
	if i, ok := c.slot[o]; ok {
		return i
	}
	c.slot[o] = -1 // a loop ends here
	i := c.tensor(o)
	c.slot[o] = i
	return i
}

func (c *compiler) tensor(o Output) int {
	n, given := o.Node, !c.f.varies[o.Node]
	switch {
	case given && len(c.slot) > maxSteps:
		return c.parameter(o)
	case n.Op == "IdentityN" && o.Index < len(n.Inputs):
		return c.add(n.Inputs[o.Index])
	case c.f.expands(n):
		return c.op(n)
	case !given:
		return -1
	case n.Op == "ZerosLike":
		return c.number(0)
	case n.Op == "OnesLike":
		return c.number(1)
	case n.Op == "Fill" && len(n.Inputs) == 2:
		return c.add(n.Inputs[1])
	case n.is(reshapes|rearranges) && len(n.Inputs) > 0:
		return c.add(n.Inputs[0])
	case n.Op == "ReadVariableOp" && len(n.Inputs) == 1:
		return c.named(n.Inputs[0], o)
	}
	return c.parameter(o)
}

func (c *compiler) op(n *Node) int {
	s := step{node: n, f: ops[n.Op].f, inputs: make([]float64, len(n.Inputs))}
	for _, in := range n.Inputs {
		i := c.add(in)
		if i < 0 {
			return -1
		}
		s.operands = append(s.operands, i)
	}
	return c.append(s)
}

func (c *compiler) append(s step) int {
	c.steps = append(c.steps, s)
	return len(c.steps) - 1
}

func (c *compiler) number(v float64) int { return c.append(step{number: v, parameter: -1}) }

func (c *compiler) parameter(o Output) int { return c.named(o, o) }

// named is the parameter that is known by one tensor, and read from another: a variable by
// its handle, however often it is read.
func (c *compiler) named(by, o Output) int {
	i, ok := c.known[by]
	if !ok {
		values := valuesOf(o.Node)
		if len(values) == 1 {
			return c.number(values[0])
		}
		i = len(c.values)
		c.known[by] = i
		c.values, c.parameters = append(c.values, values), append(c.parameters, o)
	}
	return c.append(step{parameter: i})
}

// valuesOf returns the elements of a constant: one, if all are the same; nil if they are
// not known.
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
