package methods

import (
	"errors"
	"fmt"
	"maps"
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
	// Score is the explained output, [N].
	Score gr.Output
	// Inputs are what running the network takes, in every signature: "input", and
	// the model's other inputs, which no attribution is for. NewNet sets the first.
	Inputs map[string]gr.Output

	scope       gr.Scope
	oneHot      gr.Output
	activations []gr.Activation
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
	top := s.Op("ArgMax", "top", gr.Type{DType: gr.Int32},
		gr.Attrs{"T": logits.DType(), "Tidx": gr.Int32, "output_type": gr.Int32}, logits, s.int(-1))
	class := s.selectV2(s.compare("Less", n.Target, s.int(0)), top, n.Target)
	n.oneHot = s.Op("OneHot", "one_hot", gr.Type{DType: logits.DType()},
		gr.Attrs{"T": logits.DType(), "TI": gr.Int32, "axis": -1},
		class, s.int(int32(logits.Shape()[1])), s.scalar(1, logits), s.scalar(0, logits))
	n.Score = s.reduce("Sum", s.mul(logits, n.oneHot), s.ints(-1), false)
	return n, nil
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

// gradient emits the gradient of the score with respect to the input, with the
// method's own rules.
func (n *Net) gradient(s gr.Scope, rules override) (gr.Output, error) {
	return n.walk(s, n.Logits, n.Input, rules, n.activations)
}

func (n *Net) walk(s gr.Scope, logits, x gr.Output, rules override, activations []gr.Activation) (gr.Output, error) {
	seed := emit{s.Sub("seed")}.broadcastTo(n.oneHot, logits)
	var own *Own
	if rules != nil {
		own = rules(activations)
	}
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

// signature collects what every method's signature has: the network's inputs,
// the target, and what may be fed to freeze.
func (n *Net) signature(name string, attribution gr.Output, own map[string]gr.Output) gr.Signature {
	in := maps.Clone(n.Inputs)
	in["target"] = n.Target
	for _, f := range n.Freezings {
		act := f.Activation.Node.Name
		in["threshold/"+act], in["value/"+act], in["mask/"+act] = f.Threshold, f.Value, f.Pass
	}
	for key, o := range own {
		in[key] = o
	}
	return gr.Signature{Name: name, Inputs: in,
		Outputs: map[string]gr.Output{"attribution": attribution, "score": n.Score}}
}

// parameter adds a placeholder, of any shape that broadcasts, with a default.
func parameter(s gr.Scope, name string, otherwise gr.Output) gr.Output {
	return s.Op("PlaceholderWithDefault", name, gr.Type{DType: otherwise.DType()},
		gr.Attrs{"dtype": otherwise.DType(), "shape": gr.Shape(nil)}, otherwise)
}
