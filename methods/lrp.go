package methods

import (
	"fmt"
	"math"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// These are composites of layer-wise relevance propagation: a rule for convolutions, one
// for fully connected layers, which is the epsilon rule, and possibly one for the first
// layer. The names, rules and numbers are zennit's. Bach et al., "On Pixel-Wise
// Explanations for Non-Linear Classifier Decisions by Layer-Wise Relevance Propagation",
// 2015; Montavon, Lapuschkin, Binder, Samek, Müller, "Explaining Nonlinear Classification
// Decisions with Deep Taylor Decomposition", 2017; Montavon, Binder, Lapuschkin, Samek,
// Müller, "Layer-Wise Relevance Propagation: An Overview", 2019; Lapuschkin et al.,
// "Unmasking Clever Hans Predictors", 2019; Anders et al., "Software for Dataset-wide XAI",
// 2021.
var (
	epsilonPlus      = lrp("epsilon_plus", "LRP: positive contributions", plain(plusRule, nil))
	epsilonPlusFlat  = lrp("epsilon_plus_flat", "LRP: positive contributions, flat at the first layer", plain(plusRule, flatRule))
	epsilonAlpha     = lrp("epsilon_alpha2_beta1", "LRP: positive contributions twice, less negative ones", plain(alphaBetaRule, nil))
	epsilonAlphaFlat = lrp("epsilon_alpha2_beta1_flat", "LRP: positive contributions twice, less negative ones, flat at the first layer", plain(alphaBetaRule, flatRule))
	epsilonGammaBox  = lrp("epsilon_gamma_box", "LRP: positive contributions favoured, by the range of pixels at the first layer", gammaBox,
		Gamma.Choice)
)

// A composite says which rules convolutions have, and which the first layer; nil for that
// of the others. If firstDense, a first layer that is fully connected has it, too.
type composite struct {
	conv, first lrpRule
	firstDense  bool
}

func plain(conv, first lrpRule) func(*serving.Net, serving.Arguments) composite {
	return func(*serving.Net, serving.Arguments) composite { return composite{conv, first, true} }
}

func gammaBox(n *serving.Net, a serving.Arguments) composite {
	low, high := boxOf(n)
	return composite{conv: gammaRule(Gamma.Argument(a)), first: boxRule(low, high)}
}

func lrp(name, summary string, rules func(*serving.Net, serving.Arguments) composite, options ...*Choice) Method {
	return Method{
		Name: name, Summary: summary, Relevance: true, Options: append([]*Choice{LRPEpsilon.Choice, OneHot.Choice}, options...),
		ZeroMeans: "no relevance arrives at the input",
		passes:    func(float32) bool { return true },
		emit: func(n *serving.Net, s gr.Scope, a serving.Arguments) (serving.Emission, error) {
			layers, err := findLinearLayers(s.Graph, n.Input, n.Logits)
			if err != nil {
				return serving.Emission{}, err
			}
			w := &lrpWalk{linearLayers: layers, composite: rules(n, a), epsilon: LRPEpsilon.Argument(a), signs: map[*gr.Node]bool{}}
			arrived := map[gr.Output]gr.Output{}
			relevance, err := n.Relevance(s, OneHot.Argument(a), func(all []gr.Activation) *autodiff.Own {
				own := autodiff.Everywhere(passOn)(all)
				w.add(own.Ops)
				own.Arrives = func(o, gradient gr.Output) { arrived[o] = gradient }
				return own
			})
			if err != nil {
				return serving.Emission{}, err
			}
			e := autodiff.Emitter{Scope: s}
			return serving.Emission{
				Attribution: e.Unary("Identity", relevance),
				Outputs:     map[string]gr.Output{serving.FrozenRelevance: n.FrozenOf(s.Sub(serving.FrozenRelevance), arrived, whole)},
			}, nil
		},
	}
}

// LRPEpsilon is the epsilon of the epsilon rule.
var LRPEpsilon = newOption(1e-6, Choice{
	Name: "lrp_epsilon", Usage: "LRP composites: `EPSILON` of the epsilon rule", Meaning: "is that of the epsilon rule",
	Served: &serving.Parameter{Text: "lrp_epsilon must be more than 0", Bounds: []serving.Bound{{Op: "Greater", Value: 0}}},
}, func(epsilon float64, _ Values) error {
	if !(epsilon > 0) || math.IsInf(epsilon, 0) {
		return fmt.Errorf("lrp_epsilon %v is not a positive number", epsilon)
	}
	return nil
})

// OneHot begins with a relevance of 1 instead of the score.
var OneHot = newOption(false, Choice{
	Name: "one_hot", Usage: "LRP composites: begin with a relevance of 1 instead of the score", Meaning: "begins with a relevance of 1 instead of the score",
	Served: &serving.Parameter{},
}, nil)

// Gamma is by how much the gamma rule favours contributions.
var Gamma = newOption(0.25, Choice{
	Name: "gamma", Usage: "LRP composites: favour contributions by `GAMMA` times their weights", Meaning: "is by how much the gamma rule favours contributions",
	Served: &serving.Parameter{Text: "gamma must be 0 or more", Bounds: []serving.Bound{{Op: "GreaterEqual", Value: 0}}},
}, func(gamma float64, _ Values) error {
	if !(gamma >= 0) || math.IsInf(gamma, 0) {
		return fmt.Errorf("gamma %v is not a number of 0 or more", gamma)
	}
	return nil
})

// boxOf returns what emits, for a first layer, the least and the greatest of what it reads:
// what it reads of the ends of the range of pixels, which follows from the model's
// preprocessing, or is that of each input.
func boxOf(n *serving.Net) (low, high func(*affine) (gr.Output, error)) {
	end := func(known []float64, op string) func(e autodiff.Emitter) gr.Output {
		return func(e autodiff.Emitter) gr.Output { return e.BroadcastTo(n.Bound(e, known, op), n.Input) }
	}
	ends := [2]func(e autodiff.Emitter) gr.Output{end(n.Low, "Min"), end(n.High, "Max")}
	at := func(op string) func(*affine) (gr.Output, error) {
		return func(l *affine) (gr.Output, error) {
			x := l.x()
			if x == n.Input {
				return ends[map[string]int{"Minimum": 0, "Maximum": 1}[op]](l.Emitter), nil
			}
			// What precedes the layer may turn the order round.
			var both []gr.Output
			for _, end := range ends {
				c := gr.NewCopy(l.Scope.Sub("end"), map[gr.Output]gr.Output{n.Input: end(l.Emitter)})
				if err := c.Add(x); err != nil {
					return x, err
				}
				both = append(both, c.Of(x))
			}
			return l.Binary(op, both[0], both[1]), nil
		}
	}
	return at("Minimum"), at("Maximum")
}

// whole is the relevance of a unit: what arrives there.
func whole(_, arrived gr.Output) gr.Output { return arrived }

// passOn passes relevance on unchanged.
func passOn(v *autodiff.VJP) error {
	v.DX[0] = v.Dy()
	return nil
}

// An lrpWalk shares out relevance on the way back.
type lrpWalk struct {
	*linearLayers
	composite
	epsilon gr.Output
	// signs says of nodes whether their first output has no negative element.
	signs map[*gr.Node]bool
}

// lrpStabilizer keeps relevance from being divided by 0, except by the epsilon rule.
const lrpStabilizer = 1e-6

// add adds the rules for linear layers, sums and means. All else is differentiated.
func (w *lrpWalk) add(ops autodiff.Rules) {
	for op := range linearOps {
		ops[op] = w.linear
	}
	for _, op := range []string{"BiasAdd", "BiasAddV1", "BatchNormWithGlobalNormalization", "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3", "Sub", "Mul"} {
		ops[op] = w.part
	}
	for _, op := range []string{"Add", "AddV2", "AddN", "AccumulateNV2"} {
		ops[op] = w.sum
	}
	ops["AvgPool"], ops["AvgPool3D"], ops["Mean"] = w.normalize, w.normalize, w.mean
}

func (w *lrpWalk) linear(v *autodiff.VJP) error {
	l := w.of[v.Node]
	if l == nil {
		return v.Base()
	}
	rule, stabilizer := w.conv, v.Scalar(lrpStabilizer, v.Dy())
	if l.dense {
		rule, stabilizer = epsilonRule, w.epsilon
	}
	if w.first != nil && l.first && (w.firstDense || !l.dense) {
		rule, stabilizer = w.composite.first, v.Scalar(lrpStabilizer, v.Dy())
	}
	a := &affine{Emitter: v.Emitter, linearLayer: l, relevance: v.Dy(), stabilizer: stabilizer, positive: w.isPositive(l.x(), 0)}
	if err := a.merge(); err != nil {
		return err
	}
	var err error
	v.DX[l.data], err = rule(a)
	return err
}

// part passes relevance through what belongs to a linear layer, and through batch norms.
func (w *lrpWalk) part(v *autodiff.VJP) error {
	if !w.parts[v.Node] && !isBatchNorm(v.Node) {
		return v.Base()
	}
	for i, in := range v.Node.Inputs {
		if w.varies[in.Node] {
			v.DX[i] = v.Dy()
		}
	}
	return nil
}

// sum shares the relevance of a sum of branches out by what they add.
func (w *lrpWalk) sum(v *autodiff.VJP) error {
	branches := 0
	for _, in := range v.Node.Inputs {
		if w.varies[in.Node] {
			branches++
		}
	}
	if branches < 2 {
		return w.part(v)
	}
	return w.normalize(v)
}

// mean is for the mean over pixels; others are differentiated.
func (w *lrpWalk) mean(v *autodiff.VJP) error {
	axes, err := v.In(1).Node.ConstInts()
	rank := len(v.In(0).Shape())
	for i, axis := range axes {
		if axis < 0 {
			axes[i] += int64(rank)
		}
	}
	slices.Sort(axes)
	if err != nil || rank != 4 || !slices.Equal(axes, []int64{1, 2}) && !slices.Equal(axes, []int64{2, 3}) {
		return v.Base()
	}
	return w.normalize(v)
}

// normalize is the epsilon rule for an op without weights: x op'(R / z).
func (w *lrpWalk) normalize(v *autodiff.VJP) error {
	v.DY[0] = v.Div(v.Dy(), stabilized(v.Emitter, v.Out(), v.Scalar(lrpStabilizer, v.Dy())))
	v.DY[0].Node.Types[0].Shape = v.Out().Shape()
	if err := v.Base(); err != nil {
		return err
	}
	for i, dx := range v.DX {
		if !dx.IsZero() {
			v.DX[i] = v.Mul(v.In(i), dx)
			v.DX[i].Node.Types[0].Shape = v.In(i).Shape()
		}
	}
	return nil
}

// isPositive reports whether no element of a tensor is known to be negative: it comes from
// activations that are not.
func (w *lrpWalk) isPositive(o gr.Output, depth int) bool {
	if known, ok := w.signs[o.Node]; ok || depth > 200 {
		return known
	}
	w.signs[o.Node] = w.decidePositive(o.Node, depth+1)
	return w.signs[o.Node]
}

func (w *lrpWalk) decidePositive(n *gr.Node, depth int) bool {
	all := func(inputs ...gr.Output) bool {
		return !slices.ContainsFunc(inputs, func(in gr.Output) bool { return !w.isPositive(in, depth) })
	}
	switch n.Op {
	case "Relu", "Relu6", "Sigmoid", "Softplus", "Softmax":
		return true
	case "Identity", "MaxPool", "AvgPool", "Mean", "Reshape", "Squeeze", "Pad", "PlaceholderWithDefault":
		return len(n.Inputs) > 0 && all(n.Inputs[0])
	case "SelectV2":
		return all(n.Inputs[1:]...)
	case "ConcatV2":
		return all(n.Inputs[:len(n.Inputs)-1]...)
	case "Add", "AddV2", "AddN":
		return all(n.Inputs...)
	}
	return false
}
