package graphrewrite

import (
	"fmt"
	"strings"
	"testing"
)

// dropoutOf is text of nodes: NAME drops x out where the switch s is as said.
func dropoutOf(name, s string, where bool) string {
	chosen := name + "/d, x"
	if !where {
		chosen = "x, " + name + "/d"
	}
	return fmt.Sprintf(`%[1]s/u = RandomUniform(shape) {dtype=float} -> float[4]
%[1]s/m = GreaterEqual(%[1]s/u, half) -> bool[4]
%[1]s/t = Mul(x, two) {T=float} -> float[4]
%[1]s/d = SelectV2(%[1]s/m, %[1]s/t, zero) {T=float} -> float[4]
%[1]s = SelectV2(%[2]s, %[3]s) {T=float} -> float[4]
`, name, s, chosen)
}

const inferenceGiven = `x = Placeholder() {dtype=float} -> float[4]
shape = Const() {dtype=int32 value=int32[1]{4}} -> int32[1]
half = Const() {dtype=float value=float[]{0.5}} -> float[]
two = Const() {dtype=float value=float[]{2}} -> float[]
zero = Const() {dtype=float value=float[]{0}} -> float[]
yes = Const() {dtype=bool value=bool[]{true}} -> bool[]
`

// TestInferenceOrder: what is fed comes before what the network does, that before a
// name, and a name before a default.
func TestInferenceOrder(t *testing.T) {
	const plain = "y = SelectV2(SWITCH, x, x) {T=float} -> float[4]\n"
	drops := dropoutOf("y", "SWITCH", false)
	for _, c := range []struct{ name, op, graph, want string }{
		{"is_training", "Placeholder()", drops, "true, its false branch drops out"},
		{"is_training", "PlaceholderWithDefault(yes)", plain, "false, its name"},
		{"mystery", "PlaceholderWithDefault(yes)", plain, "true, its default"},
		{"mystery", "Placeholder()", plain, ""},
		{"fed/is_training", "Placeholder()", dropoutOf("y", "SWITCH", true), "true, it is fed"},
		{"keep/is_training", "Placeholder()", drops, ""},
	} {
		g := parse(t, inferenceGiven+strings.ReplaceAll(c.name+" = "+c.op+" {dtype=bool shape=shape[]} -> bool[]\n"+c.graph, "SWITCH", c.name))
		got := ""
		for _, f := range FoldInference(g, inferenceOf(g)) {
			got = f.Value + ", " + f.Why
		}
		if got != c.want {
			t.Errorf("%s = %s: %q, want %q", c.name, c.op, got, c.want)
		}
	}
}

// TestFedThoughKept: a placeholder that is kept has the value that a user gives.
func TestFedThoughKept(t *testing.T) {
	g := parse(t, inferenceGiven+"s = Placeholder() {dtype=bool shape=shape[]} -> bool[]\ny = SelectV2(s, x, x) {T=float} -> float[4]")
	q := inferenceOf(g)
	q.Keep, q.Fed = []*Node{g.Node("s")}, map[*Node]bool{g.Node("s"): true}
	if folded := FoldInference(g, q); len(folded) != 1 || folded[0].Value != "true" {
		t.Errorf("folded %v", folded)
	}
}

// TestBeforeTheInput: what only the input is computed from stays.
func TestBeforeTheInput(t *testing.T) {
	g := parse(t, `raw = Placeholder() {dtype=float} -> float[4]
is_training = Placeholder() {dtype=bool shape=shape[]} -> bool[]
x = SelectV2(is_training, raw, raw) {T=float} -> float[4]
y = Neg(x) {T=float} -> float[4]`)
	if folded := FoldInference(g, inferenceOf(g)); len(folded) > 0 {
		t.Errorf("folded %v", folded)
	}
}

// TestManySwitches: more switches than maxTrials are not tried out.
func TestManySwitches(t *testing.T) {
	for n, want := range map[int]int{maxTrials: maxTrials, maxTrials + 1: 0} {
		var b strings.Builder
		var parts []string
		for i := range n {
			part := fmt.Sprintf("part%d", i)
			fmt.Fprintf(&b, "odd%d = Placeholder() {dtype=bool shape=shape[]} -> bool[]\n", i)
			b.WriteString(dropoutOf(part, fmt.Sprintf("odd%d", i), true))
			parts = append(parts, part)
		}
		fmt.Fprintf(&b, "y = AddN(%s) {N=%d T=float} -> float[4]", strings.Join(parts, ", "), n)
		g := parse(t, inferenceGiven+b.String())
		if folded := FoldInference(g, inferenceOf(g)); len(folded) != want {
			t.Errorf("of %d switches %d are folded, want %d", n, len(folded), want)
		}
	}
}

// TestSwitchByControl: a switch that is only waited for is needed, too.
func TestSwitchByControl(t *testing.T) {
	g := parse(t, inferenceGiven+`is_training = Placeholder() {dtype=bool shape=shape[]} -> bool[]
after = Identity(is_training) -> bool[]
y = Neg(x, ^after) {T=float} -> float[4]`)
	if folded := FoldInference(g, inferenceOf(g)); len(folded) != 1 || folded[0].Node != "is_training" {
		t.Errorf("folded %v", folded)
	}
}

// TestIsSwitch: a switch is a scalar, as far as its attribute and its type say.
func TestIsSwitch(t *testing.T) {
	for text, want := range map[string]bool{
		"Placeholder() {dtype=bool shape=shape[]} -> bool[]":                 true,
		"Placeholder() {dtype=bool shape=shape[...]} -> bool[...]":           true,
		"Placeholder() {dtype=bool}":                                         true,
		"PlaceholderWithDefault(x) {dtype=bool shape=shape[]} -> bool[]":     true,
		"Placeholder() {dtype=bool shape=shape[4]}":                          false,
		"Placeholder() {dtype=bool} -> bool[4]":                              false,
		"Placeholder() {dtype=int32 shape=shape[]} -> int32[]":               false,
		"Const() {dtype=bool value=bool[]{true}} -> bool[]":                  false,
		"PlaceholderWithDefault(x) {dtype=bool shape=shape[1]} -> bool[...]": false,
	} {
		if got := parse(t, "x = Placeholder()\ns = "+text).Node("s").IsSwitch(); got != want {
			t.Errorf("%s: a switch is %t", text, got)
		}
	}
}
