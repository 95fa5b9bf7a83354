package graphrewrite

import (
	"fmt"
	"slices"
	"strings"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
)

// A run is what is known of a loop before it runs.
type run struct {
	// states holds, for each step, the numbers among the state before it, by their
	// indices.
	states []map[int]known
	// last holds those after the last step.
	last map[int]known
}

// maxTrips bounds the steps that are counted, maxCounting the tensors that are looked at
// to count them.
const maxTrips, maxCounting = 1 << 16, 1 << 24

// trips counts the steps of a loop: it computes the condition again and again from what
// is known of the state.
func (r *rolled) trips(outside *knower, defs OpDefs) (run, error) {
	state := make([]known, len(r.args))
	for i, o := range r.start {
		state[i] = outside.of(o)
	}
	var all run
	branches := newBrancher(r.step, defs)
	for left := maxCounting; ; {
		k := newKnower()
		k.branches = branches
		for i, arg := range r.args {
			k.found[arg] = state[i]
		}
		more, ok := k.of(r.more).number()
		if !ok {
			return all, r.why(k, outside)
		}
		if all.last = numbers(state); more == 0 {
			return all, nil
		}
		if len(all.states) == maxTrips {
			return all, r.fail("the loop runs more than %d times: too often to unroll it", maxTrips)
		}
		all.states = append(all.states, all.last)
		state = r.after(k, state)
		if left -= len(k.found); left < 0 {
			return all, r.fail("its steps are too many to be counted: %d are not enough", len(all.states))
		}
	}
}

// after returns what is known of the state after a step.
func (r *rolled) after(k *knower, state []known) []known {
	next := make([]known, len(state))
	for i, o := range r.next {
		switch t := r.args[i].Type(); {
		case r.keeps(i):
			next[i] = state[i]
		case t.DType != Float || len(t.Shape) == 0:
			next[i] = k.of(o)
		}
	}
	return next
}

// numbers returns the scalars that are known.
func numbers(state []known) map[int]known {
	found := map[int]known{}
	for i, s := range state {
		if len(s.shape) == 0 && s.all() {
			found[i] = s
		}
	}
	return found
}

// why says why the condition is not known after some steps.
func (r *rolled) why(k, outside *knower) error {
	o := k.unknown(r.more)
	for range len(r.args) + 1 {
		i := slices.Index(r.args, o)
		if i < 0 {
			break
		}
		if !outside.of(r.start[i]).all() {
			o = outside.unknown(r.start[i])
			break
		}
		o = k.unknown(r.next[i])
	}
	if o.Node.is(shapeOnly) && len(o.Node.Inputs) > 0 {
		of := o.Node.Inputs[min(o.Index, len(o.Node.Inputs)-1)]
		if i := slices.Index(r.args, of); i >= 0 {
			of = r.start[i]
		}
		return r.fail("%w", OpenDimensionError{of})
	}
	return r.fail("how often the loop runs depends on data: on %s (%s)", shown(o), formatName(o.Node.Op))
}

// An OpenDimensionError says that a loop runs as often as a dimension says that the
// model leaves open.
type OpenDimensionError struct{ Tensor Output }

func (e OpenDimensionError) Error() string {
	return fmt.Sprintf("how often the loop runs depends on a dimension of %s %s that the model leaves open", shown(e.Tensor), e.Tensor.Type())
}

// shown returns the name of a tensor of a step as the model has it.
func shown(o Output) string { return strings.TrimPrefix(o.String(), asidePrefix) }

// counts reports whether tensor i of the state is a known number after each step.
func (r run) counts(i int) bool {
	lacks := func(numbers map[int]known) bool {
		_, ok := numbers[i]
		return !ok
	}
	return !lacks(r.last) && (len(r.states) == 0 || !slices.ContainsFunc(r.states[1:], lacks))
}

// holds reports whether tensor can make a constant of a type.
func holds(t DataType) bool { return slices.Contains([]DataType{Int32, Int64, Bool, Float}, t) }

// tensor returns the constant of a type that holds what is known.
func (k known) tensor(t DataType) *tensorpb.TensorProto {
	switch t {
	case Int64:
		return Tensor(k.shape, widenTo[int64](k.values)...)
	case Bool:
		return Tensor(k.shape, widen(k.values, func(v float64) bool { return v != 0 })...)
	case Float:
		return Tensor(k.shape, widen(k.values, func(v float64) float32 { return float32(v) })...)
	}
	return Tensor(k.shape, widenTo[int32](k.values)...)
}
