package verify

import (
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// TestNotLinear: the nodes of a freezing may be in a network whose maps are complete;
// a node that only has such a name is an op like others.
func TestNotLinear(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"between", `"between" (Exp)`},
		{"a/freeze/between", `"a/freeze/between" (Exp)`},
	} {
		g, err := gr.Parse(strings.NewReader("x = Placeholder() -> float[?,4]\na = Relu(x) -> float[?,4]\ny = Neg(a) -> float[?,4]"))
		if err != nil {
			t.Fatal(err)
		}
		x, y := g.Node("x").Out(0), g.Node("y")
		freezings, err := gr.Freeze(g, []gr.Activation{{Kind: "Relu", Input: x, Output: g.Node("a").Out(0)}})
		if err != nil {
			t.Fatal(err)
		}
		p := &point{Verifier: &Verifier{subject: &Subject{Model: &savedmodels.Model{Graph: g}}, freezings: freezings, input: x, logits: y.Out(0)}}
		if got, err := notLinear(p, nil); err != nil || got != "" {
			t.Errorf("of a frozen Relu: got %s, %v", got, err)
		}
		y.Inputs[0] = gr.Scope{Graph: g}.Op("Exp", c.name, y.Inputs[0].Type(), nil, y.Inputs[0])
		if got, err := notLinear(p, nil); err != nil || got != c.want {
			t.Errorf("got %s, %v, want %s", got, err, c.want)
		}
	}
}

// TestNormsInTraining: an identity is linear, and so is a batch normalisation, but for
// one that computes its statistics, as a layer normalisation does.
func TestNormsInTraining(t *testing.T) {
	for attrs, want := range map[string]bool{"is_training=false": true, "is_training=true": false, "epsilon=0.1": false} {
		g, err := gr.Parse(strings.NewReader("x = Placeholder() -> float[1,2,3,4]\nd = DeepCopy(x) -> float[1,2,3,4]\n" +
			"y = FusedBatchNormV3(d) {" + attrs + "} -> float[1,2,3,4]"))
		if err != nil {
			t.Fatal(err)
		}
		depends := map[*gr.Node]bool{g.Node("x"): true, g.Node("d"): true}
		if !isLinear(g.Node("d"), depends) {
			t.Error("DeepCopy is not linear")
		}
		if got := isLinear(g.Node("y"), depends); got != want {
			t.Errorf("%s: linear %v", attrs, got)
		}
	}
}
