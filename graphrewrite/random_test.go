package graphrewrite

import (
	"strings"
	"testing"
)

// inferenceOf asks about y, given x; a node "keep" is left alone.
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

// noted puts what was settled, and why, into the graph, so that its text shows it.
func noted(g *Graph, settled []Settled) error {
	for _, s := range settled {
		Scope{Graph: g, Prefix: "~settled"}.Op("Because", s.Node, Type{}, Attrs{"why": s.Why, "value": s.Value})
	}
	return nil
}

// TestDrawsByConstantSeed: numbers that a constant decides are a constant.
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
