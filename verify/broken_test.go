package verify_test

import (
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// behind puts an op behind a tensor: all that read the tensor read the op, which reads
// it, and more.
func behind(g *gr.Graph, o gr.Output, op string, attrs gr.Attrs, more ...gr.Output) {
	uses := g.Uses()[o.Node]
	made := gr.Scope{Graph: g, Prefix: "broken"}.Op(op, "", o.Type(), attrs, append([]gr.Output{o}, more...)...)
	for _, u := range uses {
		if u.Node.Inputs[u.Input] == o {
			u.Node.Inputs[u.Input] = made
		}
	}
}

func node(t *testing.T, m *savedmodels.Model, name string) *gr.Node {
	t.Helper()
	n := m.Graph.Node(name)
	if n == nil {
		t.Fatalf("there is no node %q to break", name)
	}
	return n
}

// scaleWeight makes a weight larger by a hundredth.
func scaleWeight(t *testing.T, m *savedmodels.Model) {
	by := gr.Scope{Graph: m.Graph, Prefix: "broken"}.Const("by", gr.Tensor(nil, float32(1.01)))
	behind(m.Graph, node(t, m, "tiny/conv2/weights").Out(0), "Mul", gr.Attrs{"T": gr.Float}, by)
}

// noSlope leaves the slope of an activation out of the gradient.
func noSlope(t *testing.T, m *savedmodels.Model) {
	n := node(t, m, "tfreeze/gradient/tiny/conv2/Relu/ReluGrad")
	n.Op, n.Inputs = "Identity", n.Inputs[:1]
}

// noQuotient multiplies by the divisor.
func noQuotient(t *testing.T, m *savedmodels.Model) {
	node(t, m, "tfreeze/deeplift/gradient/tiny/conv2/Relu/RealDiv").Op = "Mul"
}

// passLess passes the nodes below the threshold.
func passLess(t *testing.T, m *savedmodels.Model) {
	node(t, m, "tiny/conv2/Relu/freeze/reaches").Op = "Less"
}

// holdAtZero holds frozen nodes at zero.
func holdAtZero(t *testing.T, m *savedmodels.Model) {
	f := node(t, m, "tiny/conv2/Relu/freeze/output")
	pass := gr.Scope{Graph: m.Graph, Prefix: "broken"}.Op("Cast", "", f.Out(0).Type(),
		gr.Attrs{"SrcT": gr.Bool, "DstT": gr.Float, "Truncate": false}, f.Inputs[0])
	behind(m.Graph, f.Out(0), "Mul", gr.Attrs{"T": gr.Float}, pass)
}

// reverseBatch serves the maps of a batch in reverse order.
func reverseBatch(t *testing.T, m *savedmodels.Model) {
	s := gr.Scope{Graph: m.Graph, Prefix: "broken"}
	axis := s.Const("axis", gr.Tensor(gr.Shape{1}, int32(0)))
	for _, signature := range m.Signatures {
		// The two names of a signature share their outputs.
		if a, ok := signature.Outputs["attribution"]; ok && a.Node.Op != "ReverseV2" {
			signature.Outputs["attribution"] = s.Op("ReverseV2", "", a.Type(), gr.Attrs{"T": gr.Float, "Tidx": gr.Int32}, a, axis)
		}
	}
}
