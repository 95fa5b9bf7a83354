package graphrewrite

import "testing"

// TestDropout: where a Select keeps or drops, dropout is taken out; what drops nothing
// is not worth a word.
func TestDropout(t *testing.T) {
	for _, c := range []struct {
		rate, chosen string
		folded       int
	}{
		{"0", "SelectV2(keeps, s, zeros)", 0},
		{"0.25", "SelectV2(keeps, s, zeros)", 1},
		{"0.25", "SelectV2(drops, zeros, s)", 1},
	} {
		g := parse(t, `x = Placeholder() {dtype=float} -> float[4]
shape = Const() {dtype=int32 value=int32[1]{4}} -> int32[1]
rate = Const() {dtype=float value=float[]{`+c.rate+`}} -> float[]
one = Const() {dtype=float value=float[]{1}} -> float[]
nought = Const() {dtype=float value=float[]{0}} -> float[]
zeros = Fill(shape, nought) {T=float} -> float[4]
keep = Sub(one, rate) {T=float} -> float[]
s = RealDiv(x, keep) {T=float} -> float[4]
u = RandomUniform(shape) {dtype=float} -> float[4]
keeps = GreaterEqual(u, rate) -> bool[4]
drops = Less(u, rate) -> bool[4]
y = `+c.chosen+` {T=float} -> float[4]`)
		folded, err := FoldRandom(g, g.Node("y"), g.Node("x").Out(0))
		if err != nil {
			t.Fatal(err)
		}
		if left := g.Draws(g.Node("y"), g.Node("x").Out(0)); len(folded) != c.folded || len(left) > 0 {
			t.Errorf("%s at rate %s: folded %v, draws left: %v", c.chosen, c.rate, folded, left)
		}
	}
}
