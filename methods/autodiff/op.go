package autodiff

import (
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
)

// An Op is what is known of an op: a row of the table. The zero Op is of one that is
// not in it.
type Op struct {
	// rule is ordinary differentiation; without one no gradient flows, or none is known.
	rule Rule
	// inputs is how many inputs the rule reads at least, if more than one. TensorFlow
	// checks the graphs that it imports; this keeps a graph that it has not seen from
	// breaking a rule.
	inputs int
	// outputs reports whether the rule takes the gradients of all outputs; others take
	// the first's.
	outputs bool
	// linear says in which inputs the op is linear; nil for none.
	linear linearity
	// weights says what the op makes of weights.
	weights weights
	// flat reports whether what the op computes is piecewise constant in its inputs, or
	// declared to be: no gradient flows through it.
	flat bool
	// control reports whether the op chooses what runs, or repeats it.
	control bool
	// slope, of an activation z = f(u), emits dz f'(u); the rule follows from it.
	slope slope
	// open reports whether f'(u) is other than 0, given z; nil if z does not say.
	open func(z float32) bool
}

// Of is what is known of an op.
func Of(op string) Op {
	if gr.ReadsShapeAlone(op) {
		return flat
	}
	return ops[op]
}

// Ops lists the ops that have a rule, sorted.
func Ops() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(ops)), func(op string) bool { return ops[op].rule == nil })
}

// Inputs is how many inputs the op's rule reads at least.
func (o Op) Inputs() int { return max(1, o.inputs) }

// LinearIn reports whether the op is linear in the inputs that vary, while the others
// are constant. A batch normalisation is, unless it is in training mode.
func (o Op) LinearIn(varies []bool) bool { return o.linear != nil && o.linear(varies) }

// Open reports whether the derivative of an activation op is other than 0 where its
// output is z; true if z alone does not say.
func (o Op) Open(z float32) bool { return o.open == nil || o.open(z) }

// flat and control are the rows of ops without more to say.
var flat, control = Op{flat: true}, Op{control: true}

// A linearity reports whether an op is linear in the inputs that vary.
type linearity func(varies []bool) bool

// all is linear in all inputs together.
func all([]bool) bool { return true }

// one is linear in any input, while the others are constant.
func one(varies []bool) bool {
	first := slices.Index(varies, true)
	return first < 0 || !slices.Contains(varies[first+1:], true)
}

// in is linear in the inputs of these numbers together, while the others are constant.
func in(inputs ...int) linearity {
	return func(varies []bool) bool {
		for i, v := range varies {
			if v && !slices.Contains(inputs, i) {
				return false
			}
		}
		return true
	}
}

// complete fills in what follows from other tables: the identities' rows, and the rules
// of activations.
func complete(ops map[string]Op) map[string]Op {
	for _, op := range gr.Identities() {
		row := ops[op]
		row.rule, row.linear = passThrough, in(0)
		ops[op] = row
	}
	for op, row := range ops {
		if row.slope != nil {
			row.rule = activationRule(row.slope)
			ops[op] = row
		}
	}
	return ops
}
