package graphrewrite

import (
	"fmt"
	"strings"
	"testing"
)

// inferenceOf returns the question for y, given x; it keeps the node "keep".
func inferenceOf(g *Graph) Inference {
	q := Inference{Root: g.Node("y"), Given: g.Node("x").Out(0), Defs: opDefs, Fed: map[*Node]bool{}}
	for _, name := range g.Names() {
		switch {
		case strings.HasPrefix(name, "keep/"):
			q.Keep = append(q.Keep, g.Node(name))
		case strings.HasPrefix(name, "fed/"):
			q.Fed[g.Node(name)] = true
		}
	}
	return q
}

// noted adds nodes to the graph whose text shows what was folded, and why.
func noted(g *Graph, folded []Folded) error {
	for _, s := range folded {
		Scope{Graph: g, Prefix: "~folded"}.Op("Because", s.Node, Type{}, Attrs{"why": s.Why, "value": s.Value})
	}
	return nil
}

// TestDrawsByConstantSeed: an op with a constant seed draws the same in every run.
func TestDrawsByConstantSeed(t *testing.T) {
	const text = `x = Placeholder()
shape = Const() {value=int32[1]{4}}
seed = Const() {value=int32[2]{1, 2}}
state = VarHandleOp()
read = ReadVariableOp(state)
fixed = StatelessRandomNormal(shape, seed)
other = StatelessRandomNormal(shape, read)
sizes = RandomUniform(shape)
rank = Rank(sizes)
y = AddN(x, fixed, other, rank)`
	g := parse(t, text)
	var names []string
	for _, d := range g.Draws(g.Node("y"), g.Node("x").Out(0)) {
		names = append(names, d.Node.Name)
	}
	if got := strings.Join(names, " "); got != "other" {
		t.Errorf("%s draw, want other", got)
	}
}

// TestCastsOfDistributions: the distribution of a uniform number is not known after a Cast
// to integers or booleans. That of a number with two values is, and the values are cast.
func TestCastsOfDistributions(t *testing.T) {
	for text, want := range map[string]string{
		"y = Cast(u) {DstT=float}":  "0.5",
		"y = Cast(u) {DstT=uint8}":  "none",
		"y = Cast(u) {DstT=bool}":   "none",
		"y = Cast(m) {DstT=float}":  "0.625",
		"y = Cast(m) {DstT=bool}":   "0.25",
		"y = Cast(m) {DstT=uint8}":  "0.5",
		"y = Cast(m) {DstT=double}": "0.625",
	} {
		g := parse(t, "s = Const() {dtype=int32 value=int32[1]{4}} -> int32[1]\nu = RandomUniform(s) {dtype=float} -> float[4]\n"+
			"q = Const() {dtype=float value=float[]{0.75}} -> float[]\nh = Const() {dtype=float value=float[]{2.5}} -> float[]\n"+
			"k = GreaterEqual(u, q) -> bool[4]\nf = Cast(k) {DstT=float} -> float[4]\nm = Mul(f, h) -> float[4]\n"+text)
		got := "none"
		if d, ok := distributionOf(g.Node("y").Out(0)); ok {
			got = fmt.Sprint(d.mean())
		}
		if got != want {
			t.Errorf("%s: mean %s, want %s", text, got, want)
		}
	}
}
