package graphrewrite

import "testing"

// TestRateNames: a scalar that nothing random reads is set by its name in the graph or in
// a signature.
func TestRateNames(t *testing.T) {
	for _, c := range []struct{ name, called, want string }{
		{"keep_prob", "", "1"},
		{"KEEP_PROB", "", "1"},
		{"fc/KeepProb_1", "", "1"},
		{"keep_probability", "", "1"},
		{"Placeholder", "keep_prob", "1"},
		{"Placeholder", "Keep_Prob", "1"},
		{"dropout_rate", "", "0"},
		{"DropoutRate", "", "0"},
		{"drop_rate", "", "0"},
		{"Placeholder", "DROP_RATE", "0"},
		{"rate", "", ""},
		{"probability", "", ""},
	} {
		g := parse(t, "x = Placeholder() {dtype=float} -> float[4]\n"+
			c.name+" = Placeholder() {dtype=float shape=shape[]} -> float[]\ny = Mul(x, "+c.name+") {T=float} -> float[4]")
		q := inferenceOf(g)
		q.Called = map[*Node]string{g.Node(c.name): c.called}
		got := ""
		for _, f := range FoldRates(g, q) {
			got = f.Value
		}
		if got != c.want {
			t.Errorf("%s, called %q: set to %q, want %q", c.name, c.called, got, c.want)
		}
	}
}

// TestRateByUse: the ops that read a scalar decide before its name does; if two dropouts
// disagree, it stays.
func TestRateByUse(t *testing.T) {
	const given = `x = Placeholder() {dtype=float} -> float[4]
p = Placeholder() {dtype=float shape=shape[]} -> float[]
shape = Const() {dtype=int32 value=int32[1]{4}} -> int32[1]
half = Const() {dtype=float value=float[]{0.5}} -> float[]
u = RandomUniform(shape) {dtype=float} -> float[4]
sum = AddV2(u, p) -> float[4]
less = Sub(sum, half) -> float[4]
below = Less(u, p) -> bool[4]
above = Greater(u, p) -> bool[4]
y = AddN(x, mask) -> float[4]
mask = `
	for text, want := range map[string]string{
		"Floor(sum) -> float[4]":              "1",
		"Round(less) -> float[4]":             "1",
		"Rint(less) -> float[4]":              "1",
		"Identity(below) -> bool[4]":          "1",
		"LessEqual(u, p) -> bool[4]":          "1",
		"Identity(above) -> bool[4]":          "0",
		"GreaterEqual(u, p) -> bool[4]":       "0",
		"LogicalAnd(below, above) -> bool[4]": "",
	} {
		g := parse(t, given+text)
		q := inferenceOf(g)
		misleading := map[string]string{"1": "dropout_rate", "0": "keep_prob", "": "keep_prob"}[want]
		q.Called = map[*Node]string{g.Node("p"): misleading}
		got := ""
		for _, f := range FoldRates(g, q) {
			got = f.Value
		}
		if got != want {
			t.Errorf("%s: set to %q, want %q", text, got, want)
		}
	}
}
