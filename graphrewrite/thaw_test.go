package graphrewrite_test

import (
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
)

const twoFrozen = `
x = Placeholder() {dtype=float shape=shape[?,4]}
a = Relu(x) {T=float}
b = Tanh(a) {T=float}
y = Neg(b) {T=float}
`

// frozenPair freezes both activations of twoFrozen, and adds nodes.
func frozenPair(t *testing.T, more string) (*gr.Graph, []gr.Freezing) {
	t.Helper()
	g, err := gr.Parse(strings.NewReader(twoFrozen))
	if err != nil {
		t.Fatal(err)
	}
	var activations []gr.Activation
	for _, name := range []string{"a", "b"} {
		n := g.Node(name)
		activations = append(activations, gr.Activation{Kind: n.Op, Input: n.Inputs[0], Output: n.Out(0)})
	}
	f, err := gr.Freeze(g, activations)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := g.Format(&text); err != nil {
		t.Fatal(err)
	}
	if g, err = gr.Parse(strings.NewReader(text.String() + more)); err != nil {
		t.Fatal(err)
	}
	if f, err = gr.Freezings(g); err != nil {
		t.Fatal(err)
	}
	return g, f
}

// TestThaw: a frozen network, with the selections of a gradient and a second evaluation
// of the threshold, becomes the network without freezing, and without the bits of its mask.
func TestThaw(t *testing.T) {
	g, f := frozenPair(t, `
zero = Const() {dtype=float value=float[]{0}}
low = Const() {dtype=float value=float[]{-1}}
open = Equal(a/freeze/threshold, low) {T=float}
again = GreaterEqual(y, a/freeze/threshold) {T=bool}
pass = SelectV2(open, a/freeze/pass, again) {T=bool}
twice = SelectV2(pass, y, zero) {T=float}
dz = Neg(twice) {T=float}
dx = SelectV2(a/freeze/pass, dz, zero) {T=float}
kept = Cast(b/freeze/pass) {SrcT=bool DstT=uint32}
bits = Bitcast(dx) {T=float type=uint32}
part = Mul(bits, kept) {T=uint32}
du = Bitcast(part) {T=uint32 type=float}
`)
	s := gr.Scope{Graph: g, Prefix: "plain"}
	c, err := gr.Thaw(s, f, g.Node("du").Out(0))
	if err != nil {
		t.Fatal(err)
	}
	var path []string
	for o := c.Of(g.Node("du").Out(0)); ; o = o.Node.Inputs[0] {
		path = append(path, o.Node.Op)
		if len(o.Node.Inputs) == 0 {
			break
		}
	}
	if got, want := strings.Join(path, " "), "Neg Neg Tanh Relu Placeholder"; got != want {
		t.Errorf("thawed, the network is %s, want %s", got, want)
	}
	for _, name := range g.Names() {
		if strings.HasPrefix(name, "plain/") && g.Node(name).Op == "Bitcast" {
			t.Errorf("%s is left, which nothing reads", name)
		}
	}
}

// TestThawKeepsWhatItDoesNotKnow: a tensor that depends on a mask in another way
// is an error, not a wrong number.
func TestThawKeepsWhatItDoesNotKnow(t *testing.T) {
	g, f := frozenPair(t, "not = LogicalNot(b/freeze/pass)\n")
	before := g.Len()
	_, err := gr.Thaw(gr.Scope{Graph: g, Prefix: "plain"}, f, g.Node("not").Out(0))
	if err == nil || !strings.Contains(err.Error(), `"plain/not" (LogicalNot): it depends on what is frozen`) {
		t.Errorf("got %v", err)
	}
	if g.Len() != before {
		t.Errorf("%d nodes are left of it", g.Len()-before)
	}
}

// TestSubgraph: the subgraph has the nodes that a root needs, and changes to it do not
// change the graph.
func TestSubgraph(t *testing.T) {
	g, f := frozenPair(t, "")
	before := g.Len()
	part := g.Subgraph(f[0].Output.Node)
	if part.Node("b") != nil || part.Node("a") == nil || part.Node("a") == g.Node("a") {
		t.Error("the part is not a copy of what the root needs")
	}
	part.Node("a").Inputs[0] = part.Node("a/freeze/threshold").Out(0)
	part.Prune()
	if g.Len() != before || g.Node("a").Inputs[0].Node.Name != "x" {
		t.Error("a change of the part changed the graph")
	}
	if err := g.Check(); err != nil {
		t.Error(err)
	}
}
