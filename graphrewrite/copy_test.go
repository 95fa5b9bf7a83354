package graphrewrite

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// copyFrom adds to g a copy of y with other in place of x.
func copyFrom(t *testing.T, g *Graph, change func(*Copy)) *Copy {
	t.Helper()
	c := NewCopy(Scope{g, "twin"}, map[Output]Output{g.Node("x").Out(0): g.Node("other").Out(0)})
	change(c)
	if err := c.Add(g.Node("y").Out(0)); err != nil {
		t.Fatal(err)
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCopySpecial(t *testing.T) {
	g := parse(t, "x = P()\nother = P()\nk = C()\nm = Mul(x, k)\nr = Relu(m)\ny = Neg(r)")
	var given []Output
	copyFrom(t, g, func(c *Copy) {
		c.Special = func(n *Node, inputs []Output) bool {
			if n.Op != "Relu" {
				return false
			}
			given = inputs
			c.Replaced[n.Out(0)] = g.Node("k").Out(0)
			return true
		}
	})
	const want = "twin/y = Neg(k)"
	if got := g.Node("twin/y").String(); got != want || g.Node("twin/r") != nil {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(given) != 1 || given[0] != g.Node("twin/m").Out(0) {
		t.Errorf("Special is given %v", given)
	}
}

// TestCopyTwice: a second output shares the nodes that were copied for the first.
func TestCopyTwice(t *testing.T) {
	g := parse(t, "x = P()\nother = P()\nk = C()\nm = Mul(x, k)\ny = Neg(m)\nz = Exp(m)")
	c := copyFrom(t, g, func(*Copy) {})
	before := g.Len()
	if err := c.Add(g.Node("z").Out(0), g.Node("y").Out(0), g.Node("k").Out(0)); err != nil {
		t.Fatal(err)
	}
	if g.Len() != before+1 || c.Of(g.Node("z").Out(0)).Node.Inputs[0] != g.Node("twin/m").Out(0) {
		t.Errorf("not shared:\n%s", format(t, g))
	}
	if k := g.Node("k").Out(0); c.Of(k) != k {
		t.Error("k does not depend on x, yet it was copied")
	}
}

func TestCopyOutputs(t *testing.T) {
	for _, test := range []struct{ name, split, want string }{
		{"types known", "s = Split(x) -> float[], float[]", "twin/y = Neg(twin/s:1)"},
		{"types unknown", "s = Split(x)", "twin/y = Neg(twin/s:1)"},
	} {
		g := parse(t, "x = P()\nother = P()\ny = Neg(s:1)\n"+test.split)
		copyFrom(t, g, func(*Copy) {})
		if diff := cmp.Diff(test.want, g.Node("twin/y").String()); diff != "" {
			t.Errorf("%s:\n%s", test.name, diff)
		}
	}
	g := parse(t, "x = P()\nother = P()\ns = Split(x) -> float[], float[]\ny = Add(s, s:1)")
	copyFrom(t, g, func(c *Copy) { c.Replaced[g.Node("s").Out(1)] = g.Node("other").Out(0) })
	if got, want := g.Node("twin/y").String(), "twin/y = Add(twin/s, other)"; got != want {
		t.Errorf("a replaced output is overwritten: got %s, want %s", got, want)
	}
}

// TestCopyControl: with control, a copy waits for the copies of its control inputs.
func TestCopyControl(t *testing.T) {
	g := parse(t, "x = P()\nother = P()\nm = Assert(x)\ny = Neg(x, ^m)")
	copyFrom(t, g, func(c *Copy) { c.control = true })
	if got, want := g.Node("twin/y").String(), "twin/y = Neg(other, ^twin/m)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
