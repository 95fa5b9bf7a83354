package graphrewrite

import (
	"math"
	"slices"
)

// A known says what constants and static shapes decide of a small tensor.
type known struct {
	shape Shape
	// values holds the elements, in C order; NaN is one that is not known. A boolean is
	// 0 or 1.
	values []float64
}

// maxKnown bounds the elements of a tensor that is looked at.
const maxKnown = 1 << 16

func scalar(v float64) known { return known{shape: Shape{}, values: []float64{v}} }

func vector(values ...float64) known { return known{Shape{int64(len(values))}, values} }

// number returns the value of a tensor of one element.
func (k known) number() (float64, bool) {
	if len(k.values) != 1 || math.IsNaN(k.values[0]) {
		return 0, false
	}
	return k.values[0], true
}

// all reports whether every element is known.
func (k known) all() bool { return k.values != nil && !slices.ContainsFunc(k.values, math.IsNaN) }

// ints returns the elements, if all are known.
func (k known) ints() ([]int64, bool) {
	if !k.all() {
		return nil, false
	}
	return widenTo[int64](k.values), true
}

func widenTo[T int32 | int64](values []float64) []T {
	return widen(values, func(v float64) T { return T(v) })
}

// A knower finds out what is known of tensors. It remembers what it has found: the graph
// must not change meanwhile.
type knower struct {
	found map[Output]known
	depth int
	// branches computes conditions; nil if nothing is known of these.
	branches *brancher
}

func newKnower() *knower { return &knower{found: map[Output]known{}} }

// of returns what is known of a tensor, the zero value if that is nothing.
func (k *knower) of(o Output) known {
	if f, ok := k.found[o]; ok {
		return f
	}
	if k.depth == maxDepth {
		return known{}
	}
	k.found[o] = known{} // a loop ends here
	k.depth++
	f := k.compute(o)
	k.depth--
	if f.values != nil && int64(len(f.values)) != f.shape.Elements() || len(f.values) > maxKnown {
		f = known{}
	}
	k.found[o] = f
	return f
}

// unknown returns the tensor because of which o is not known: the first that no
// operation computes from tensors of which something else is known.
func (k *knower) unknown(o Output) Output {
	for seen := map[Output]bool{}; !seen[o]; {
		seen[o] = true
		for _, in := range o.Node.Inputs {
			if !o.Node.is(shapeOnly) && !k.of(in).all() {
				o = in
				break
			}
		}
	}
	return o
}

// all returns what is known of all inputs of a node; false if that is nothing for one.
func (k *knower) all(inputs []Output) ([]known, bool) {
	found := make([]known, len(inputs))
	for i, in := range inputs {
		if found[i] = k.of(in); found[i].values == nil {
			return nil, false
		}
	}
	return found, true
}
