package methods

import (
	"errors"
	"fmt"
	"math"
	"slices"

	gr "tfreeze/graphrewrite"
)

// A Net is a frozen-aware graph, prepared to be explained.
type Net struct {
	// Input is what attributions are for, [N, ...].
	Input gr.Output
	// Logits are the scores of all classes, [N, classes]; which is explained is
	// said by Target.
	Logits    gr.Output
	Freezings []gr.Freezing
	// Target is the class, int32, [] or [N]; -1, its default, is the top class.
	Target gr.Output
	// Class is what Target comes to, int32 [N].
	Class gr.Output
	// Score is the explained output, [N].
	Score gr.Output
	// Inputs are what running the network takes, in every signature: "input", and
	// the model's other inputs, which no attribution is for. NewNet sets the first.
	Inputs map[string]gr.Output
	// Fast, if not nil, turns on the fast rules for what is emitted from then on.
	Fast *Fast
	// Rows are where the activations of the Freezings hold the images of a batch, nil
	// for [N,...]; the zero Rows are all of one image. Alone says why a Server refuses
	// batches of several; empty if it does not.
	Rows  []gr.Rows
	Alone string
	// Layout is how the images lie in the input, empty if that is not known.
	Layout gr.Layout

	scope       gr.Scope
	oneHot      gr.Output
	activations []gr.Activation
	// derivative is the ordinary gradient, zero until a method needs it.
	derivative gr.Output
}

// Prefix is the scope of all that methods add to a graph.
const Prefix = "tfreeze"

// NewNet adds the choice of the score to a graph: Target, and Score. The logits
// must have shape [N, classes] with a known number of classes. The activations
// are all that the network has, those that are not frozen too.
func NewNet(g *gr.Graph, input, logits gr.Output, all []gr.Activation, freezings []gr.Freezing) (*Net, error) {
	if err := CheckLogits(logits); err != nil {
		return nil, err
	}
	n := &Net{Input: input, Logits: logits, Freezings: freezings, scope: gr.Scope{Graph: g, Prefix: Prefix}}
	n.Inputs = map[string]gr.Output{"input": input}
	n.activations = behindFreezing(all, freezings)
	e := emit{n.scope}
	n.Target = e.Op("PlaceholderWithDefault", "target", gr.Type{DType: gr.Int32},
		gr.Attrs{"dtype": gr.Int32, "shape": gr.Shape(nil)}, e.int(-1))
	s := emit{n.scope.Sub("score")}
	n.Class = s.class(n.Target, logits)
	n.oneHot = s.Op("OneHot", "one_hot", gr.Type{DType: logits.DType()},
		gr.Attrs{"T": logits.DType(), "TI": gr.Int32, "axis": -1},
		n.Class, s.int(int32(logits.Shape()[1])), s.scalar(1, logits), s.scalar(0, logits))
	n.Score = n.score(s, logits)
	return n, nil
}

// score is that of the target, [N].
func (n *Net) score(e emit, logits gr.Output) gr.Output {
	score := e.reduce("Sum", e.mul(logits, n.oneHot), e.ints(-1), false)
	score.Node.Types[0].Shape = n.Class.Shape()
	return score
}

// class is the target, or the top class of the logits in its place.
func (e emit) class(target, logits gr.Output) gr.Output {
	each := gr.Type{DType: gr.Int32, Shape: gr.Shape{logits.Shape()[0]}}
	top := e.Op("ArgMax", "top", each,
		gr.Attrs{"T": logits.DType(), "Tidx": gr.Int32, "output_type": gr.Int32}, logits, e.int(-1))
	class := e.selectV2(e.compare("Less", target, e.int(0)), top, target)
	class.Node.Types[0] = each
	classes := int32(logits.Shape()[1])
	known := e.Op("All", "", gr.Type{DType: gr.Bool, Shape: gr.Shape{}}, gr.Attrs{"Tidx": gr.Int32, "keep_dims": false},
		e.compare("Less", class, e.int(classes)), e.int(0))
	return e.require(class, known, fmt.Sprintf("a target is not a class of the network: it has %d, from 0 on", classes))
}

// behindFreezing are the activations, which now read what freezing put behind
// others.
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

// CheckLogits tells why a tensor cannot be explained: it must hold scores,
// [N, classes], of a known number of classes.
func CheckLogits(logits gr.Output) error {
	if err := checkLogits(logits); err != nil {
		return &gr.Error{Pass: "score", Node: logits.Node.Name, Op: logits.Node.Op, Err: err}
	}
	return nil
}

func checkLogits(logits gr.Output) error {
	shape := logits.Shape()
	if !isFloat(logits) {
		return errors.New("the output to explain is not of a floating type")
	}
	if len(shape) != 2 || shape[1] < 1 {
		return fmt.Errorf("the output to explain has shape %v; [N, classes] is needed", shape)
	}
	return nil
}

// ordinary emits the gradient of the score with respect to the input, once for
// all methods.
func (n *Net) ordinary() (gr.Output, error) {
	var err error
	if n.derivative.IsZero() {
		n.derivative, err = n.gradient(n.scope, nil)
	}
	return n.derivative, err
}

// gradient emits the gradient of the score with respect to the input, with the
// method's own rules.
func (n *Net) gradient(s gr.Scope, rules override) (gr.Output, error) {
	return n.walk(s, n.Logits, n.Input, rules, n.activations)
}

func (n *Net) walk(s gr.Scope, logits, x gr.Output, rules override, activations []gr.Activation) (gr.Output, error) {
	seed := emit{s.Sub("seed")}.broadcastTo(n.oneHot, logits)
	own := &Own{}
	if rules != nil {
		own = rules(activations)
	}
	own.Fast = n.Fast
	return Gradient(s.Sub("gradient"), logits, seed, x, own)
}

// at emits the network once more, at another point x. The frozen values, and
// masks that are fed, stay those of the input; thresholds that are fed hold at
// x too.
func (n *Net) at(s gr.Scope, x gr.Output) (*gr.Copy, error) {
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
		e := emit{s.Sub(node.Name)}
		open := e.compare("Equal", f.Threshold, e.scalar(math.Inf(-1), f.Threshold))
		pass := e.selectV2(open, f.Pass, inputs[0])
		pass.Node.Types[0].Shape = f.Pass.Shape()
		c.Replaced[node.Out(0)] = pass
		return true
	}
	return c, c.Add(n.Logits)
}
