package integration

import (
	"fmt"
	"strings"
	"testing"

	"tfreeze/gen"
	"tfreeze/savedmodels"
)

// TestSteppedOver compares maps of logits behind which there is a Softmax or a Sigmoid,
// in the forms that exporters write.
func TestSteppedOver(t *testing.T) {
	for name, want := range map[string]savedmodels.Head{
		"several_sigmoids":      {Activation: savedmodels.Sigmoid, Over: "Sigmoid Sigmoid"},
		"pair_of_probabilities": {Activation: savedmodels.Sigmoid, Over: "Sigmoid Sigmoid"},
		"softmax_against_zero":  {Activation: savedmodels.Sigmoid, Over: "Softmax Softmax", Unit: "add:0"},
		"softmax_of_ops":        {Activation: savedmodels.Softmax, Over: "Softmax truediv"},
		"softmax_of_channels":   {Activation: savedmodels.Softmax, Over: "Softmax Softmax"},
	} {
		t.Run(name, func(t *testing.T) {
			p := compareOdd(t, name, gen.Options{})
			if got := p.Subject.Head; got != want {
				t.Errorf("explained is %+v, want %+v", got, want)
			}
			if got := p.Report.FrozenByOp(); got != "Relu 1" {
				t.Errorf("frozen %s", got)
			}
		})
	}
}

// TestBinary explains both classes of a model with one unit, before and behind its
// Sigmoid.
func TestBinary(t *testing.T) {
	for kind, o := range map[string]gen.Options{"class": {}, "probability": {Score: gen.Probability}} {
		m := load(t, savedmodels.Source{Path: testdata + "odd/binary"})
		if _, err := gen.Build(m, o); err != nil {
			t.Fatal(err)
		}
		e := open(t, m)
		for target := range 2 {
			t.Run(fmt.Sprint(kind, target), func(t *testing.T) {
				recorded := readArrays(t, fmt.Sprintf("%sodd/binary.%s%d.npz", testdata, kind, target))
				compareOddMaps(t, e, recorded, oddTolerance)
			})
		}
	}
}

// TestOwnActivation: the activation that computes the score is not frozen, and the
// guided rule does not apply to it.
func TestOwnActivation(t *testing.T) {
	for name, left := range map[string]string{"negative_tanh": "Tanh", "softplus_at_the_end": "Softplus", "relu_at_the_end": "Relu"} {
		t.Run(name, func(t *testing.T) {
			p := compareOdd(t, name, gen.Options{})
			if got, want := p.Report.LeftByReason(), left+" 1 (the score's own activation)"; got != want {
				t.Errorf("left %s, want %s", got, want)
			}
		})
	}
}

// TestOddInputs compares maps of inputs that are not RGB images.
func TestOddInputs(t *testing.T) {
	for _, name := range []string{"gray", "matrix", "four_channels", "one_hot"} {
		t.Run(name, func(t *testing.T) { compareOdd(t, name, gen.Options{}) })
	}
}

// TestLinear: a network without an activation is explained plain.
func TestLinear(t *testing.T) {
	p := compareOdd(t, "linear", gen.Options{})
	if why := p.Report.Unfrozen; !strings.HasPrefix(why, "no activation to freeze lies between ") {
		t.Errorf("nothing is frozen because %q", why)
	}
}
