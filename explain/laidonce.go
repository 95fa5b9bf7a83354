package explain

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods/autodiff"
)

// ofConstants holds oneDNN's own op for a convolution, which can be told that its kernel is
// the same in every run.
var ofConstants = map[string]string{"Conv2D": "_MklNativeConv2D", "_FusedConv2D": "_MklNativeFusedConv2D"}

// convolves reports whether an op is a convolution, whoever's.
func convolves(op string) bool {
	for of, own := range ofConstants {
		if op == of || op == own {
			return true
		}
	}
	return false
}

// layOnce has convolutions keep their kernels as oneDNN lays them out, where every run laid
// them out again. TensorFlow does so by itself for kernels that are constants, and not for
// variables. Each sum stays the same, to the bit. A batch of another size may need another
// layout, and then lays the kernel out in every run.
//
// Each combination of feeds and fetches keeps kernels of its own: VGG16's take 59 MB. So
// runs share them where they can (isOnce, besides).
func layOnce(g *gr.Graph) error {
	if !tensorflow.UsesOneDNN() {
		return nil
	}
	find, err := tensorflow.LookupOps()
	if err != nil {
		return err
	}
	for _, name := range g.Names() {
		n := g.Node(name)
		op := ofConstants[n.Op]
		if op == "" || n.DType("T") != gr.Float || !autodiff.IsWeight(n.Inputs[1]) || find(op) == nil {
			continue
		}
		attrs := withAttrsOf(n, gr.Attrs{"is_filter_const": true, "_kernel": "MklNameChangeOp"}) // the label of oneDNN's kernels
		g.Become(n, gr.Scope{Graph: g, Prefix: n.Name}.Node(op, "", n.Types, attrs, n.Inputs...))
	}
	return nil
}
