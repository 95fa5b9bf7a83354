package methods

import "testing"

// TestPasses: a unit passes nothing back if its slope is 0 or if the method's own rule
// stops it.
func TestPasses(t *testing.T) {
	for _, c := range []struct {
		method, op string
		z          float32
		want       bool
	}{
		{"grad", "Relu", 1, true},
		{"grad", "Relu", 0, false},
		{"grad", "Softplus", 1, true},
		{"grad", "Softplus", 0, false},
		{"grad", "Relu6", 5, true},
		{"grad", "Relu6", 6, false},
		{"grad", "Relu6", 0, false},
		{"grad", "Sigmoid", 0.5, true},
		{"grad", "Sigmoid", 0, false},
		{"grad", "Sigmoid", 1, false},
		{"grad", "Tanh", 0, true},
		{"grad", "Tanh", 1, false},
		{"grad", "Tanh", -1, false},
		{"grad", "Elu", 0, true},
		{"grad", "Elu", -1, false},
		{"grad", "LeakyRelu", 0, true},
		{"integrated_gradients", "Relu", 0, false},
		{"guided_backprop", "Tanh", 1, true},
		{"guided_backprop", "Tanh", -0.5, false},
		{"guided_backprop", "Tanh", 0, false},
		{"smooth_guided_backprop", "Tanh", 0, false},
		{"elrp", "Tanh", -1, true},
		{"elrp", "Tanh", 0, false},
		{"deeplift", "Relu", 0, true},
		{"deeplift_maxpool", "Relu", 0, true},
	} {
		found, err := Select([]string{c.method})
		if err != nil {
			t.Fatal(err)
		}
		if got := found[0].Passes(c.op, c.z); got != c.want {
			t.Errorf("%s, %s at %g: passes is %t", c.method, c.op, c.z, got)
		}
	}
}
