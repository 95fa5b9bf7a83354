package integration

import (
	"testing"

	"tfreeze/gen"
)

const unknown = " (elementwise and nonlinear, but of no known kind)"

// TestOddActivations compares maps of networks whose activations consist of several
// ops, or only look like it, and checks what is frozen and what is left.
func TestOddActivations(t *testing.T) {
	for _, c := range []struct{ name, frozen, left string }{
		{name: "meeting_functions", frozen: "Relu 4, Tanh 2, Elu 1"},
		{name: "hard_swish_orders", frozen: "HardSwish 4"},
		{name: "rectifiers", frozen: "Celu 1, ClippedRelu 1, LeakyRelu 1, Relu 1, Relu6 1, Squareplus 1, ThresholdedRelu 1"},
		{name: "slopes", frozen: "PReLU 4, Swish 1"},
		{name: "gelus", frozen: "GELU 3, Logish 1, Mish 1, Swish 1, TanhExp 1"},
		{name: "moved_gates", frozen: "Relu 7", left: "Sigmoid 5" + gate + ", Relu6 2" + gate},
		{name: "gated_tanh", frozen: "Tanh 1", left: "Sigmoid 1" + gate},
		{name: "freezing_names", frozen: "Relu 1"},
		{name: "unknown_functions", frozen: "Relu 1", left: "Cast+Maximum 1" + unknown + ", Sin 1" + unknown + ", Sin+Square 1" + unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := compareOdd(t, c.name, gen.Options{})
			if got := p.Report.FrozenByOp(); got != c.frozen {
				t.Errorf("frozen %s, want %s", got, c.frozen)
			}
			if got := p.Report.LeftByReason(); got != c.left {
				t.Errorf("left %s, want %s", got, c.left)
			}
		})
	}
}
