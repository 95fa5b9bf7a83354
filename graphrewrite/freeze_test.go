package graphrewrite

import (
	"fmt"
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

// TestFreezings: what Freeze added is found again, also where one activation
// reads another.
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
	if len(frozen) != 2 || frozen[1].Input != frozen[0].Output {
		t.Errorf("b reads the frozen a: %v", frozen)
	}
}

// TestFreezeErrors: the graph is as it was.
func TestFreezeErrors(t *testing.T) {
	const layers = "x = P() -> float[4]\na = Relu(x) -> float[4]\nb = Relu(a) -> float[4]\ny = Neg(b) -> float[4]\n"
	for _, test := range []struct{ text, want string }{
		{"b/freeze/output = NoOp()", `node "b" (Relu): the activation is frozen already`},
		{"b/freeze/threshold = NoOp()", `node "b" (Relu): the name "b/freeze/threshold", which freezing gives, is taken`},
		{"b/freeze/value = NoOp()", `node "b" (Relu): the name "b/freeze/value", which freezing gives, is taken`},
		{"b/freeze/pass = NoOp()", `node "b" (Relu): the name "b/freeze/pass", which freezing gives, is taken`},
	} {
		g := parse(t, layers+test.text)
		before := format(t, g)
		if _, err := freezeAll(g); fmt.Sprint(err) != test.want {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
		if diff := cmp.Diff(before, format(t, g)); diff != "" {
			t.Errorf("%s: the graph was changed:\n%s", test.text, diff)
		}
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

func TestFreezingsErrors(t *testing.T) {
	g := parse(t, "x = P()\na = Relu(x)\na/freeze/threshold = P()\na/freeze/output = Identity(a)\nb/freeze/output = Identity(a)")
	const want = `node "a/freeze/output" (Identity): it is not the end of a freezing subgraph`
	if _, err := Freezings(g); fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
