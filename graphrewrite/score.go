package graphrewrite

import "slices"

// every marks an op all of whose inputs hold elements of its output.
const every = -1

// oneByOne says of an op each element of whose output is made of one element of an
// input which input that is: the op moves elements, or computes one of the other. Those
// that give their input are besides.
var oneByOne = map[string]int{
	// It hands them on.
	"IdentityN": every, "PlaceholderWithDefault": 0,
	// It moves them.
	"BroadcastTo": 0, "Concat": every, "ConcatV2": every, "ExpandDims": 0, "Gather": 0, "GatherNd": 0, "GatherV2": 0, "Pack": every,
	"Pad": 0, "PadV2": 0, "Reshape": 0, "ReverseV2": 0, "Roll": 0, "Slice": 0, "Split": 1, "SplitV": 0, "Squeeze": 0, "StridedSlice": 0,
	"Tile": 0, "Transpose": 0, "Unpack": 0,
	// It rescales them.
	"Add": every, "AddV2": every, "BiasAdd": 0, "BiasAddV1": 0, "Cast": 0, "ClipByValue": 0, "Div": every, "Maximum": every,
	"Minimum": every, "Mul": every, "Neg": 0, "RealDiv": every, "Sub": every,
	"FusedBatchNorm": 0, "FusedBatchNormV2": 0, "FusedBatchNormV3": 0,
	// It is a function of one variable.
	"Abs": 0, "Atan": 0, "Exp": 0, "Log": 0, "Log1p": 0, "Pow": every, "Rsqrt": 0, "Sqrt": 0, "Square": 0,
}

// arithmetic lists the ops of oneByOne that make an element of one of each of their
// inputs: only one of those may depend on the network's input.
var arithmetic = []string{"Add", "AddV2", "Div", "Maximum", "Minimum", "Mul", "Pow", "RealDiv", "Sub"}

// markOwn marks the activations that make the score itself: no op that mixes their
// elements, as a linear layer does, lies between them and the score. Where freezing
// held one, it would hold the score.
func (f *finder) markOwn(score Output, found []Activation) {
	at := map[Output]int{}
	for i, a := range found {
		at[a.Output] = i
	}
	seen := map[Output]bool{}
	for todo := []Output{score}; len(todo) > 0; {
		o := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[o] || !f.varies[o.Node] {
			continue
		}
		seen[o] = true
		if i, ok := at[o]; ok {
			found[i].Own = true
			todo = append(todo, found[i].Input)
			continue
		}
		todo = append(todo, f.madeOf(o)...)
	}
}

// madeOf lists the tensors each element of o is made of one element of; none if o
// mixes elements.
func (f *finder) madeOf(o Output) []Output {
	n := o.Node
	// A Softmax weighs the scores against each other, but has one of its own for each.
	if x, ok := SoftmaxInput(o); ok {
		return []Output{x}
	}
	from, ok := oneByOne[n.Op]
	switch {
	case !ok && !GivesInput(n.Op):
		return nil
	case n.Op == "IdentityN":
		return n.Inputs[min(o.Index, len(n.Inputs)):min(o.Index+1, len(n.Inputs))]
	case from != every:
		return n.Inputs[min(from, len(n.Inputs)):min(from+1, len(n.Inputs))]
	case slices.Contains(arithmetic, n.Op) && len(f.reads(o)) != 1:
		return nil
	}
	return n.Inputs
}
