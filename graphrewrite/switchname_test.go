package graphrewrite

import (
	"slices"
	"testing"
)

// TestSwitchNames: a switch is set by its name in the graph or in a signature, whatever
// the case, punctuation, digits and scopes.
func TestSwitchNames(t *testing.T) {
	for _, c := range []struct{ name, called, want string }{
		{"is_training", "", "false"},
		{"IS_TRAINING", "", "false"},
		{"net/block/isTraining_1", "", "false"},
		{"serving_default_training", "", "false"},
		{"keras_learning_phase", "", "false"},
		{"learning_phase", "", "false"},
		{"Is_Train", "", "false"},
		{"train-mode", "", "false"},
		{"useDropout", "", "false"},
		{"is_inference", "", "true"},
		{"Deterministic", "", "true"},
		{"eval_mode/Test2", "", "true"},
		{"Placeholder", "is_training", "false"},
		{"Placeholder_1", "Testing", "true"},
		{"is_training", "testing", "false"},
		{"training/flag", "", ""},
		{"retraining", "", ""},
		{"Placeholder", "", ""},
	} {
		g := parse(t, "x = Placeholder() {dtype=float} -> float[4]\na = Neg(x) {T=float} -> float[4]\n"+
			"\""+c.name+"\" = Placeholder() {dtype=bool shape=shape[]} -> bool[]\ny = SelectV2(\""+c.name+"\", a, x) {T=float} -> float[4]")
		q := inferenceOf(g)
		q.Called = map[*Node]string{g.Node(c.name): c.called}
		got := ""
		for _, f := range FoldInference(g, q) {
			got = f.Value
		}
		if got != c.want {
			t.Errorf("%s, called %q: set to %q, want %q", c.name, c.called, got, c.want)
		}
	}
}

// TestSwitchNamesAreNormal: a name in the lists that normalised would change is never
// found, and one in both lists would be ambiguous.
func TestSwitchNamesAreNormal(t *testing.T) {
	for _, name := range slices.Concat(forTraining, forInference) {
		if normalised(name) != name {
			t.Errorf("%q is normalised to %q", name, normalised(name))
		}
		if slices.Contains(forTraining, name) && slices.Contains(forInference, name) {
			t.Errorf("%q is in both lists", name)
		}
	}
}
