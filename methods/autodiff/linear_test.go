package autodiff

import (
	"math/rand/v2"
	"slices"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/internal/graphtest"
)

// declared lists the ops that are not linear, though their gradient is the same
// everywhere: it is that of the op without its rounding or its steps. Cast rounds, and is
// called linear.
var declared = []string{"Cast", "FloorMod", "ImageProjectiveTransformV2", "ImageProjectiveTransformV3", "Mod",
	"QuantizeAndDequantize", "QuantizeAndDequantizeV2", "QuantizeAndDequantizeV3", "TruncateMod"}

// TestLinear: the gradient of a node is independent of the point where it is taken if,
// and only if, the node's row calls it linear in those of its inputs that vary.
func TestLinear(t *testing.T) {
	r := rand.New(rand.NewPCG(2024, 2))
	for _, op := range Ops() {
		if slices.Contains(declared, op) {
			continue
		}
		shown := 0
		for tries := 0; shown < 20 && tries < 200 || shown < 2 && tries < 20000; tries++ {
			if testLinear(t, hostileNode(r, op)) {
				shown++
			}
		}
		if shown < 2 {
			t.Errorf("no node shows whether %s is linear", op)
		}
	}
}

// testLinear reports whether the node has a gradient that decides the question.
func testLinear(t *testing.T, text string) bool {
	t.Helper()
	g := graphtest.Parse(t, graphtest.HostileInputs+text)
	dx, err := differentiate(g)
	if err != nil {
		return false
	}
	node, reads := g.Node("node"), readers(g.Node("x"))
	varies := make([]bool, len(node.Inputs))
	for i, in := range node.Inputs {
		varies[i] = reads(in.Node)
	}
	if !slices.Contains(varies, true) {
		return false
	}
	linear := Of(node.Op).LinearIn(varies)
	if reads(dx.Node) == linear {
		t.Errorf("linear is %t of %s", linear, text)
	}
	return true
}

// readers returns a function that reports whether a node's values depend on those of x.
func readers(x *gr.Node) func(n *gr.Node) bool {
	known := map[*gr.Node]bool{x: true}
	var reads func(n *gr.Node) bool
	reads = func(n *gr.Node) bool {
		found, ok := known[n]
		inputs := n.Inputs
		if n.Op == "ResizeBilinearGrad" || n.Op == "ResizeBicubicGrad" || n.Op == "ScaleAndTranslateGrad" {
			inputs = inputs[:1] // it reads only the shape of the other
		}
		if !ok && !gr.ReadsShapeAlone(n.Op) {
			for _, in := range inputs {
				found = found || reads(in.Node)
			}
		}
		known[n] = found
		return found
	}
	return reads
}
