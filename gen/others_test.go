package gen

import (
	"testing"

	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// TestOthersKeepTheirTensor: a model's input "steps" and the option of that name are
// different tensors.
func TestOthersKeepTheirTensor(t *testing.T) {
	m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tf2/small/loop_beside"})
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := methods.Select([]string{"integrated_gradients"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Build(m, Options{Methods: chosen}); err != nil {
		t.Fatal(err)
	}
	s, _ := m.Signature("integrated_gradients" + serving.WithOptions)
	own, option := s.Inputs[savedmodels.OtherPrefix+"steps"], s.Inputs["steps"]
	if own.IsZero() || option.IsZero() || own == option {
		t.Errorf("the model's steps are %v, the method's %v", own, option)
	}
}
