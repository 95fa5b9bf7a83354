package verify_test

import (
	"slices"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/savedmodels"
	"tfreeze/verify"
)

// A mutant is a rule that is wrong: one node that it emitted, or the model's
// signatures, changed.
type mutant struct {
	name, method, node string
	change             func(g *gr.Graph, n *gr.Node)
	// failing are checks that have a row that fails, among others.
	failing []string
}

// become makes another op of a node.
func become(n *gr.Node, op string, attrs gr.Attrs, inputs ...gr.Output) {
	made := gr.Scope{Graph: gr.New()}.Node(op, "made", n.Types, attrs, inputs...)
	n.Op, n.Attr, n.Inputs = op, made.Attr, inputs
}

// first leaves of a node nothing but its first input.
func first(_ *gr.Graph, n *gr.Node) {
	become(n, "Identity", gr.Attrs{"T": gr.Float}, n.Inputs[0])
}

// times multiplies what a node gives.
func times(by float32) func(*gr.Graph, *gr.Node) {
	return func(g *gr.Graph, n *gr.Node) {
		factor := gr.Scope{Graph: g, Prefix: "broken"}.Const("by", gr.Tensor(nil, by))
		behind(g, n.Out(0), "Mul", gr.Attrs{"T": gr.Float}, factor)
	}
}

var mutants = []mutant{
	{"a ReLU without its gate", "grad", "tfreeze/gradient/relu3/ReluGrad", first, []string{"gradient", "rules"}},
	{"a convolution without its dilations", "grad", "tfreeze/gradient/dilated/Conv2D",
		func(_ *gr.Graph, n *gr.Node) {
			become(n, "Conv2D", gr.Attrs{
				"T": gr.Float, "strides": []int{1, 1, 1, 1}, "dilations": []int{1, 1, 1, 1}, "padding": "SAME", "data_format": "NHWC",
			}, n.Inputs...)
		}, []string{"gradient", "rules"}},
	{"a max-pool by the rule of the average", "grad", "tfreeze/gradient/pool/MaxPoolGrad",
		func(g *gr.Graph, n *gr.Node) {
			shape := gr.Scope{Graph: g, Prefix: "broken"}.Op("Shape", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Float, "out_type": gr.Int32}, n.Inputs[0])
			n.Op, n.Inputs = "AvgPoolGrad", []gr.Output{shape, n.Inputs[2]}
		}, []string{"gradient", "rules"}},
	{"a residual branch dropped", "grad", "tfreeze/gradient/relu2/freeze/output/sum", first, []string{"gradient", "rules"}},
	{"a batch normalisation without its scale", "grad", "tfreeze/kernels/weights/flipped/Mul", first, []string{"gradient", "rules"}},
	{"a softmax without its sum", "grad", "tfreeze/gradient/attention/Sub", first, []string{"gradient", "rules"}},
	{"a sign in Winograd's transform", "grad", "tfreeze/gradient/winograd/MatMul_1",
		func(g *gr.Graph, n *gr.Node) {
			values, _ := n.Inputs[0].Node.ConstValue(1 << 10)
			changed := make([]float32, len(values))
			for i, v := range values {
				changed[i] = float32(v)
			}
			changed[slices.IndexFunc(changed, func(v float32) bool { return v != 0 })] *= -1
			n.Inputs[0] = gr.Scope{Graph: g, Prefix: "broken"}.Const("signs", gr.Tensor(gr.ShapeOf(n.Inputs[0].Node.Attr["value"].GetTensor().GetTensorShape()), changed...))
		}, []string{"gradient", "rules"}},
	{"guided backpropagation of negative gradients", "guided_backprop", "tfreeze/guided_backprop/gradient/relu3/SelectV2",
		func(g *gr.Graph, n *gr.Node) { become(n, "Identity", gr.Attrs{"T": gr.Float}, n.Inputs[1]) }, []string{"rules"}},
	{"eps-LRP with z in place of eps", "elrp", "tfreeze/elrp/gradient/relu3/AddV2",
		func(g *gr.Graph, n *gr.Node) { n.Inputs[1] = g.Node("relu3").Out(0) }, []string{"rules"}},
	{"DeepLIFT by the product", "deeplift", "tfreeze/deeplift/gradient/relu3/RealDiv",
		func(_ *gr.Graph, n *gr.Node) { n.Op = "Mul" }, []string{"rules"}},
	{"a threshold that is too high where it is served", "grad", "tfreeze/relu3/threshold", times(1.2), []string{"served"}},
	{"nodes that pass below a threshold that is fed", "grad", "relu3/freeze/reaches",
		func(_ *gr.Graph, n *gr.Node) { n.Op = "LessEqual" }, []string{"modes"}},
	{"a served map of the wrong sign", "grad", "tfreeze/frozen/gradient/relu1/ReluGrad", times(-1), []string{"served"}},
}

// TestMutants: each of these rules is wrong, and found out.
func TestMutants(t *testing.T) {
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			chosen, err := methods.Select([]string{m.method})
			if err != nil {
				t.Fatal(err)
			}
			mutate := func(t *testing.T, model *savedmodels.Model) { m.change(model.Graph, node(t, model, m.node)) }
			r := request()
			r.Methods, r.Pixels = chosen, 6
			failed := map[string]bool{}
			for _, row := range verify.Failures(verified(t, subject(t, network, chosen, mutate), r)) {
				failed[row.Check] = true
				t.Logf("%s: %s: %.2g, allowed %.2g (%s)", row.Check, row.Compared, row.Difference, row.Allowed, row.Note)
			}
			for _, check := range m.failing {
				if !failed[check] {
					t.Errorf("%s passes", check)
				}
			}
		})
	}
}

// TestNoMutant: of the same network with right rules, nothing fails. The pruned engine
// does not know its attention.
func TestNoMutant(t *testing.T) {
	r := request()
	for _, row := range verified(t, subject(t, network, r.Methods, nil), r) {
		if row.Verdict == verify.Failed || row.Verdict == verify.Impossible && row.Check != "pruned" {
			t.Errorf("%+v", row)
		}
	}
}
