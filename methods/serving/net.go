package serving

import (
	"errors"
	"fmt"
	"math"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// A Net is a frozen-aware graph, ready to be explained.
type Net struct {
	// Input is the tensor that is explained, [N, ...].
	Input gr.Output
	// Logits are the scores of all classes, [N, classes], or scores with positions.
	// Target says which of them is explained.
	Logits    gr.Output
	Freezings []gr.Freezing
	// Target is the class, int32, [] or [N]. Its default, -1, is the top class. For
	// scores with positions it is their indices, and has no default; Weights then weight
	// the scores.
	Target, Weights gr.Output
	// Class is the class that is explained, int32 [N], after the choice of the top
	// class, or the indices, int32 [N,k].
	Class gr.Output
	// Score is the explained score, [N].
	Score gr.Output
	// Inputs are the network's inputs, in every signature: "input", and the model's
	// other inputs, which are not explained. NewNet sets the first.
	Inputs map[string]gr.Output
	// Fast holds faster rules for what is emitted from now on. It is nil if there are
	// none.
	Fast autodiff.Rules
	// Rows say where the activations of the Freezings hold the images of a batch. If
	// nil, all are [N,...]; the zero Rows belong to a batch of one image. Alone says
	// why a Server refuses batches of several images. It is empty if it accepts them.
	Rows  []gr.Rows
	Alone string
	// Layout is the layout of images in the input. It is empty if it is unknown.
	Layout gr.Layout
	// Low and High are the least and the greatest value of each channel of an image, by the
	// model's preprocessing. They are nil if that is unknown.
	Low, High []float64
	// Features are those that methods of one layer explain. They are zero if there are none.
	Features gr.Features

	scope gr.Scope
	// weights are those of the scores in the score that is explained.
	weights     gr.Output
	activations []gr.Activation
	// derivative is the ordinary gradient. It is zero until a method needs it.
	derivative gr.Output
	// arrived are the gradients of the tensors on its way.
	arrived map[gr.Output]gr.Output
}

// Prefix is the scope of everything that methods add to a graph.
const Prefix = "tfreeze"

// NewNet adds Target and Score to a graph, which choose what to explain. The logits must
// have shape [N, classes], with a known number of classes, or a higher rank. all lists all
// activations of the network, those that are not frozen included.
func NewNet(g *gr.Graph, input, logits gr.Output, all []gr.Activation, freezings []gr.Freezing) (*Net, error) {
	if err := CheckLogits(logits); err != nil {
		return nil, err
	}
	n := &Net{Input: input, Logits: logits, Freezings: freezings, scope: gr.Scope{Graph: g, Prefix: Prefix}}
	n.Inputs = map[string]gr.Output{"input": input}
	n.activations = behindFreezing(all, freezings)
	e := autodiff.Emitter{Scope: n.scope}
	s := autodiff.Emitter{Scope: n.scope.Sub("score")}
	if n.HasPositions() {
		n.choose(e, s)
	} else {
		n.chooseClass(e, s)
	}
	n.Score = n.ScoreOf(s, logits)
	return n, nil
}

// chooseClass emits the weights of the classes: one for that of the target.
func (n *Net) chooseClass(e, s autodiff.Emitter) {
	logits := n.Logits
	n.Target = e.Op("PlaceholderWithDefault", "target", gr.Type{DType: gr.Int32},
		gr.Attrs{"dtype": gr.Int32, "shape": gr.Shape(nil)}, e.Int(-1))
	n.Class = class(s, n.Target, logits)
	n.weights = s.Op("OneHot", "one_hot", gr.Type{DType: logits.DType()},
		gr.Attrs{"T": logits.DType(), "TI": gr.Int32, "axis": -1},
		n.Class, s.Int(int32(logits.Shape()[1])), s.Scalar(1, logits), s.Scalar(0, logits))
}

// ScoreOf emits the target's score of the logits, [N].
func (n *Net) ScoreOf(e autodiff.Emitter, logits gr.Output) gr.Output {
	axes := e.Ints(-1)
	if n.HasPositions() {
		axes = e.Ints(behind(logits)...)
	}
	score := e.Reduce("Sum", e.Mul(logits, n.weights), axes, false)
	score.Node.Types[0].Shape = n.Class.Shape()[:1]
	return score
}

// class emits the target, with -1 replaced by the top class of the logits.
func class(e autodiff.Emitter, target, logits gr.Output) gr.Output {
	each := gr.Type{DType: gr.Int32, Shape: gr.Shape{logits.Shape()[0]}}
	top := e.Op("ArgMax", "top", each,
		gr.Attrs{"T": logits.DType(), "Tidx": gr.Int32, "output_type": gr.Int32}, logits, e.Int(-1))
	class := e.SelectV2(e.Compare("Less", target, e.Int(0)), top, target)
	class.Node.Types[0] = each
	classes := int32(logits.Shape()[1])
	known := e.Op("All", "", gr.Type{DType: gr.Bool, Shape: gr.Shape{}}, gr.Attrs{"Tidx": gr.Int32, "keep_dims": false},
		e.Compare("Less", class, e.Int(classes)), e.Int(0))
	return require(e, class, known, fmt.Sprintf("a target is not a class of the network, which has %d, numbered from 0", classes))
}

// behindFreezing returns the activations with their inputs updated: an activation that
// read a frozen one now reads the output of its freezing.
func behindFreezing(all []gr.Activation, freezings []gr.Freezing) []gr.Activation {
	frozen := map[gr.Output]gr.Output{}
	for _, f := range freezings {
		frozen[f.Activation] = f.Output
	}
	found := slices.Clone(all)
	for i, a := range found {
		if f, ok := frozen[a.Input]; ok {
			found[i].Input = f
		}
	}
	return found
}

// CheckLogits says why a tensor cannot be explained. It must hold scores, [N, classes],
// with a known number of classes, or scores with positions.
func CheckLogits(logits gr.Output) error {
	if err := checkLogits(logits); err != nil {
		return &gr.Error{Pass: "score", Node: logits.Node.Name, Op: logits.Node.Op, Err: err}
	}
	return nil
}

func checkLogits(logits gr.Output) error {
	shape := logits.Shape()
	if !gr.IsFloating(logits.DType()) {
		return errors.New("the output to explain is not of a floating type")
	}
	if len(shape) < 2 || len(shape) == 2 && shape[1] < 1 {
		return fmt.Errorf("the output to explain has shape %v; it must be [N, classes]", shape)
	}
	return nil
}

// Derivative emits the gradient of the score with respect to the input, once for all
// methods.
func (n *Net) Derivative() (gr.Output, error) {
	var err error
	if n.derivative.IsZero() {
		n.arrived = map[gr.Output]gr.Output{}
		n.derivative, err = n.Gradient(n.scope, func([]gr.Activation) *autodiff.Own {
			return &autodiff.Own{Arrives: func(o, gradient gr.Output) { n.arrived[o] = gradient }}
		})
	}
	return n.derivative, err
}

// Gradient emits the gradient of the score with respect to the input, by the method's
// own rules.
func (n *Net) Gradient(s gr.Scope, rules autodiff.Override) (gr.Output, error) {
	return n.walk(s, n.Logits, n.Input, rules, n.activations)
}

// Relevance emits what rules of relevance make of that of the scores at the input. It is
// the score itself, or 1 where one, bool [], is true.
func (n *Net) Relevance(s gr.Scope, one gr.Output, rules autodiff.Override) (gr.Output, error) {
	e := autodiff.Emitter{Scope: s.Sub("seed")}
	seed := e.SelectV2(one, e.BroadcastTo(n.weights, n.Logits), e.Mul(n.weights, n.Logits))
	seed.Node.Types[0] = n.Logits.Type()
	return n.walkFrom(s, seed, n.Logits, n.Input, rules, n.activations)
}

func (n *Net) walk(s gr.Scope, logits, x gr.Output, rules autodiff.Override, activations []gr.Activation) (gr.Output, error) {
	return n.walkFrom(s, autodiff.Emitter{Scope: s.Sub("seed")}.BroadcastTo(n.weights, logits), logits, x, rules, activations)
}

func (n *Net) walkFrom(s gr.Scope, seed, logits, x gr.Output, rules autodiff.Override, activations []gr.Activation) (gr.Output, error) {
	own := &autodiff.Own{}
	if rules != nil {
		own = rules(activations)
	}
	own.Fast = n.Fast
	return autodiff.Gradient(s.Sub("gradient"), logits, seed, x, own)
}

// At emits a copy of the network at another point x. Frozen values, and masks that are
// fed, stay those of the input. Thresholds that are fed apply at x, too.
func (n *Net) At(s gr.Scope, x gr.Output) (*gr.Copy, error) {
	c := n.at(s, x)
	return c, c.Add(n.Logits)
}

func (n *Net) at(s gr.Scope, x gr.Output) *gr.Copy {
	c := gr.NewCopy(s, map[gr.Output]gr.Output{n.Input: x})
	passes := map[*gr.Node]gr.Freezing{}
	for _, f := range n.Freezings {
		passes[f.Pass.Node] = f
		c.Replaced[f.Value] = f.Value
	}
	c.Special = func(node *gr.Node, inputs []gr.Output) bool {
		f, ok := passes[node]
		if !ok {
			return false
		}
		e := autodiff.Emitter{Scope: s.Sub(node.Name)}
		open := e.Compare("Equal", f.Threshold, e.Scalar(math.Inf(-1), f.Threshold))
		pass := e.SelectV2(open, f.Pass, inputs[0])
		pass.Node.Types[0].Shape = f.Pass.Shape()
		c.Replaced[node.Out(0)] = pass
		return true
	}
	return c
}
