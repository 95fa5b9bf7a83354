package graphrewrite

import (
	"maps"
	"slices"
)

// opFacts is a row of the table ops: all that this package knows of one op.
type opFacts struct {
	// is holds the traits of the op.
	is trait
	// f is the function that an elementwise op computes.
	f elementwise
	// data is the input that the op works on, such as the image of a convolution or
	// the tensor whose elements it moves.
	data int
	// rows finds the images of a batch in the outputs; a pointwise op needs no rule
	// of its own.
	rows rowRule
	// compose builds the op from others, if TensorFlow computes it in float32 alone.
	compose composer
}

// A trait is a yes-or-no fact of an op; traits combine by |.
type trait uint64

const (
	// activation follows a linear layer, and is elementwise and nonlinear.
	activation trait = 1 << iota
	// layer is a linear layer: its outputs may take any value.
	layer
	// identity gives its one input, and passes the gradient on.
	identity
	// gradientStop gives its one input, and passes no gradient on.
	gradientStop
	// pointwise computes each element of its output from one element of each input;
	// the inputs broadcast. An op with a function f need not say so.
	pointwise
	// affine is linear, up to a shift, as long as only one of its inputs varies.
	affine
	// oneByOne makes each element of its output from one element of its data, or, with
	// two operands, from one element of each.
	oneByOne
	// joins puts the elements of all its inputs into its output.
	joins
	// carries hands on the elements of its data: it may move, repeat, cast or blend
	// them, and a gate stays a gate.
	carries
	// reshapes keeps every element of its first input, and changes the shape alone.
	reshapes
	// rearranges keeps every element of its first input, at other places.
	rearranges
	// keepsVector gives the elements of a vector, such as a shape, in their order.
	keepsVector
	// alike has the images of a batch in the same place in all outputs.
	alike
	// readsImages reads images as its data, in the layout that its attribute data_format
	// says, or else NHWC.
	readsImages
	// keepsLayout keeps the order of the dimensions of its first input, if it keeps
	// their number.
	keepsLayout
	// pixels gives an image with its pixels moved or recoloured.
	pixels
	// recolours gives an image in other colours, as its second input says.
	recolours
	// transforms gives an image with its pixels moved, as its second input says.
	transforms
	// shapeOnly reads the shapes of its inputs, and none of their elements.
	shapeOnly
	// folds is computed by number if its operands are constant.
	folds
	// twoValued turns a uniform random number into one of two values.
	twoValued

	// The traits from here on give one name to ops that TensorFlow has in several forms.

	// divides is x / y.
	divides
	// selects takes its second input where the first is true, and else the third.
	selects
	// calls runs the function that its attribute f names.
	calls
	// ifs runs one of two functions, by a boolean.
	ifs
	// cases runs one of several functions, by an index.
	cases
	// switches sends its input to one of two branches: a condition or a loop of TF1.
	switches
	// merges gives the input that got a value, from one of several branches.
	merges
	// whiles runs a function again and again, as long as another gives true.
	whiles
	// enters begins a loop of TF1.
	enters
	// exits gives a tensor after the last iteration of a loop of TF1.
	exits
	// endsIteration passes a tensor to the next iteration of a loop of TF1.
	endsIteration
)

// has reports whether the op has one of the traits.
func (o opFacts) has(t trait) bool { return o.is&t != 0 }

// isPointwise reports whether the op is pointwise by its trait or by its function.
func (o opFacts) isPointwise() bool { return o.has(pointwise) || o.f.eval != nil && o.rows == nil }

// rule is the op's rule for the images of a batch; nil where none is known.
func (o opFacts) rule() rowRule {
	if o.isPointwise() {
		return broadcastRows
	}
	return o.rows
}

// image is an op that takes each image [H,W,C], or the like, by itself; its input data
// [N,...] holds them.
func image(data int, is trait) opFacts { return opFacts{data: data, rows: imageRows(data), is: is} }

// split is an op that cuts its input data into its outputs, along the axis that
// another input says.
func split(data, axis int) opFacts {
	return opFacts{data: data, rows: splitRows(data, axis), is: oneByOne | carries | alike}
}

// is reports whether the node's op has one of the traits.
func (n *Node) is(t trait) bool { return ops[n.Op].has(t) }

// ReadsShapesOnly reports whether a node's result depends on the shapes of its inputs alone.
func (n *Node) ReadsShapesOnly() bool { return n.is(shapeOnly) }

// isIdentity reports whether a node gives what it reads, and passes the gradient on:
// IdentityN gives several tensors.
func (n *Node) isIdentity() bool { return n.Op == "IdentityN" || n.is(identity) }

// opsWith lists the ops for which holds is true, sorted.
func opsWith(holds func(opFacts) bool) []string {
	names := slices.Sorted(maps.Keys(ops))
	return slices.DeleteFunc(names, func(name string) bool { return !holds(ops[name]) })
}

// ActivationOps lists the ops that are activations by themselves, sorted.
func ActivationOps() []string { return opsWith(func(o opFacts) bool { return o.has(activation) }) }

// Identities lists the ops that give their one input and pass its gradient on, sorted.
func Identities() []string { return opsWith(func(o opFacts) bool { return o.has(identity) }) }

// GivesInput reports whether an op gives its one input, whether or not it passes a
// gradient on.
func GivesInput(op string) bool { return ops[op].has(identity | gradientStop) }

// ReadsShapeAlone reports whether an op reads the shapes of its inputs, and none of
// their elements.
func ReadsShapeAlone(op string) bool { return ops[op].has(shapeOnly) }
