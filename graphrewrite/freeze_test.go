package graphrewrite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func freezeAll(g *Graph) ([]Freezing, error) {
	found, _, err := g.Activations(g.Node("x").Out(0), g.Node("y").Out(0))
	if err != nil {
		return nil, err
	}
	return Freeze(g, found)
}

// TestFreezings: Freezings finds what Freeze added, even if one activation reads another.
func TestFreezings(t *testing.T) {
	g := parse(t, "x = Placeholder() -> float[?,4]\na = Relu(x) -> float[?,4]\nb = Tanh(a) -> float[?,4]\ny = Neg(b) -> float[?,4]")
	frozen, err := freezeAll(g)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Freezings(g)
	if err != nil {
		t.Fatal(err)
	}
	same := cmp.Comparer(func(a, b Output) bool { return a == b })
	if diff := cmp.Diff(frozen, found, same); diff != "" {
		t.Error(diff)
	}
	if len(frozen) != 2 || frozen[1].Activation.Node.Inputs[0] != frozen[0].Output {
		t.Errorf("b reads the frozen a: %v", frozen)
	}
}

// TestFreezeTakesNoName: nodes of the network may have the names that Freeze would give;
// they keep them, and are not taken for its nodes.
func TestFreezeTakesNoName(t *testing.T) {
	g := parse(t, `x = Placeholder() -> float[4]
a = Relu(x) -> float[4]
a/freeze/pass = Greater(a, x) -> bool[4]
a/freeze/threshold = Neg(x) -> float[4]
a/freeze/value = Exp(x) -> float[4]
a/freeze/output = SelectV2(a/freeze/pass, a, a/freeze/value) -> float[4]
y = Add(a/freeze/output, a/freeze/threshold) -> float[4]`)
	frozen, err := freezeAll(g)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Freezings(g)
	if err != nil || len(found) != 1 || found[0] != frozen[0] {
		t.Fatalf("found %v, %v, want %v", found, err, frozen)
	}
	for name, want := range map[string]string{"a/freeze/output": "SelectV2", "a/freeze/threshold": "Neg", "a/freeze/value": "Exp"} {
		if n := g.Node(name); n.Op != want || n.PartOfFreezing() || n.SelectsFrozen() {
			t.Errorf("%s is %s, part of a freezing: %t", name, n.Op, n.PartOfFreezing())
		}
	}
	if n := g.Node("a/freeze/output"); n.Inputs[1] != frozen[0].Output {
		t.Errorf("it reads %s, want the frozen a", n.Inputs[1])
	}
}

func TestFreezeTwice(t *testing.T) {
	const text = "x = P() -> float[4]\na = Relu(x) -> float[4]\ny = Neg(a)"
	const want = `node "a" (Relu): the activation is frozen already`
	g := parse(t, text)
	if _, err := freezeAll(g); err != nil {
		t.Fatal(err)
	}
	if _, err := freezeAll(g); fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	g = parse(t, text)
	a := Activation{Kind: "Relu", Input: g.Node("x").Out(0), Output: g.Node("a").Out(0)}
	if _, err := Freeze(g, []Activation{a, a}); fmt.Sprint(err) != want {
		t.Errorf("listed twice:\ngot  %v\nwant %s", err, want)
	}
}

// TestFreezingsErrors: a marked node that does not end a Freezing is an error.
func TestFreezingsErrors(t *testing.T) {
	const text = `x = P() -> float[4]
a = Relu(x) -> float[4]
a/freeze/threshold = PlaceholderWithDefault(x) {_tfreeze_freezing="threshold"}
a/freeze/value = PlaceholderWithDefault(a) {_tfreeze_freezing="value"}
a/freeze/reaches = GreaterEqual(a, a/freeze/threshold) {_tfreeze_freezing="reaches"}
a/freeze/pass = PlaceholderWithDefault(a/freeze/reaches) {_tfreeze_freezing="pass"}
end = SelectV2(a/freeze/pass, a, a/freeze/value) {_tfreeze_freezing="output"}`
	if found, err := Freezings(parse(t, text)); err != nil || len(found) != 1 {
		t.Fatalf("found %v, %v", found, err)
	}
	for _, change := range [][2]string{
		{"SelectV2(a/freeze/pass, a, a/freeze/value)", "Identity(a)"},
		{"a, a/freeze/value)", "x, a/freeze/value)"},
		{"a/freeze/pass, a,", "a/freeze/reaches, a,"},
		{"a, a/freeze/value)", "a, a)"},
		{"PlaceholderWithDefault(a/freeze/reaches)", "PlaceholderWithDefault()"},
		{"GreaterEqual(a,", "GreaterEqual(x,"},
		{`"threshold"`, `"value"`},
	} {
		g := parse(t, strings.Replace(text, change[0], change[1], 1))
		if _, err := Freezings(g); err == nil || !strings.Contains(err.Error(), `node "end" (`+g.Node("end").Op+`): it is marked as the end of a freezing subgraph, but is not one`) {
			t.Errorf("with %s: got %v", change[1], err)
		}
	}
}

// TestCopyOfFreezing: the copy of a Freezing selects as the original does, and is not a
// Freezing of its own.
func TestCopyOfFreezing(t *testing.T) {
	g := parse(t, "x = Placeholder() -> float[4]\nother = Placeholder() -> float[4]\na = Relu(x) -> float[4]\ny = Neg(a) -> float[4]")
	frozen, err := freezeAll(g)
	if err != nil {
		t.Fatal(err)
	}
	c := NewCopy(Scope{g, "twin"}, map[Output]Output{g.Node("x").Out(0): g.Node("other").Out(0)})
	if err := c.Add(g.Node("y").Out(0)); err != nil {
		t.Fatal(err)
	}
	twin := c.Of(frozen[0].Output).Node
	if twin == frozen[0].Output.Node || !twin.SelectsFrozen() || c.Of(frozen[0].Value).Node.PartOfFreezing() {
		t.Errorf("the copy is %s", twin)
	}
	if found, err := Freezings(g); err != nil || len(found) != 1 || found[0] != frozen[0] {
		t.Errorf("found %v, %v, want %v", found, err, frozen)
	}
}
