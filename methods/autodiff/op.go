package autodiff

import (
	"maps"
	"slices"

	gr "tfreeze/graphrewrite"
)

// An Op holds what is known of an op: a row of the table. An op that is not in the
// table has the zero Op.
type Op struct {
	// rule differentiates the op. If nil, no gradient flows, or no rule is known.
	rule Rule
	// inputs is the number of inputs that the rule reads at least, if that is more than
	// one. TensorFlow checks the graphs that it imports. This check keeps other graphs
	// from breaking a rule.
	inputs int
	// outputs reports whether the rule takes the gradients of all outputs, and not only
	// of the first.
	outputs bool
	// linear says in which inputs the op is linear. If nil, it is linear in none.
	linear linearity
	// weights says what the op does with weights.
	weights weights
	// flat reports whether the op is piecewise constant in its inputs, or declared to
	// be, so that no gradient flows through it.
	flat bool
	// control reports whether the op decides which nodes run, or repeats them.
	control bool
	// complex reports whether the rule holds for complex numbers, too.
	complex bool
	// refused says why the op has no rule, if that is on purpose.
	refused string
	// slope emits dz f'(u) for an activation z = f(u). The rule is derived from it.
	slope slope
	// open reports whether f'(u) is not 0, given z. It is nil if z alone does not
	// decide that.
	open func(z float32) bool
}

// Of returns what is known of an op.
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

// Why returns the reason why the op has no rule, if that is on purpose.
func (o Op) Why() string {
	if o.control {
		return "control flow"
	}
	return o.refused
}

// Known reports whether the table says how the op is differentiated, that no gradient
// flows through it, or why it is refused.
func (o Op) Known() bool { return o.rule != nil || o.flat || o.Why() != "" }

// Flat reports whether no gradient flows through the op.
func (o Op) Flat() bool { return o.flat }

// Inputs returns the number of inputs that the op's rule reads at least.
func (o Op) Inputs() int { return max(1, o.inputs) }

// LinearIn reports whether the op is linear in the inputs that vary, while the others
// are constant. A batch normalisation is linear, unless it is in training mode.
func (o Op) LinearIn(varies []bool) bool { return o.linear != nil && o.linear(varies) }

// Open reports whether the derivative of an activation op is not 0 where its output is
// z. It is true if z alone does not decide that.
func (o Op) Open(z float32) bool { return o.open == nil || o.open(z) }

// flat and control are the rows of ops about which there is no more to say.
var flat, control = Op{flat: true}, Op{control: true}

// A linearity reports whether an op is linear in the inputs that vary.
type linearity func(varies []bool) bool

// all is the linearity of an op that is linear in all inputs together.
func all([]bool) bool { return true }

// one is the linearity of an op that is linear in each input while the others are
// constant.
func one(varies []bool) bool {
	first := slices.Index(varies, true)
	return first < 0 || !slices.Contains(varies[first+1:], true)
}

// in is the linearity of an op that is linear in the given inputs together, while the
// others are constant.
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

// complete adds the rows that follow from other tables: those of the identities, the
// rules of activations, and the refusals.
func complete(ops map[string]Op) map[string]Op {
	addRefusals(ops)
	for _, op := range gr.Identities() {
		row := ops[op]
		row.rule, row.linear, row.complex = passThrough, in(0), true
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
