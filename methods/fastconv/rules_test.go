package fastconv

import (
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/internal/graphtest"
)

// TestEmitted compares the nodes that the fast rules emit with testdata.
func TestEmitted(t *testing.T) {
	graphtest.Emitted(t, "testdata/*.txtar", func(_ *testing.T, g *gr.Graph) (gr.Output, error) {
		s := gr.Scope{Graph: g, Prefix: "g"}
		return autodiff.Gradient(s, g.Node("y").Out(0), g.Node("dy").Out(0), g.Node("x").Out(0), &autodiff.Own{Fast: New(s).Rules()})
	})
}

// TestTiled compares what is emitted for gradients that were marked with testdata. What the
// rules emitted is left out.
func TestTiled(t *testing.T) {
	graphtest.Emitted(t, "testdata/tiled/*.txtar", func(t *testing.T, g *gr.Graph) (gr.Output, error) {
		f := New(gr.Scope{Graph: g, Prefix: "rules"})
		dx, err := autodiff.Gradient(gr.Scope{Graph: g, Prefix: "rules"}, g.Node("y").Out(0), g.Node("dy").Out(0), g.Node("x").Out(0), &autodiff.Own{Fast: f.Rules()})
		if err != nil {
			return dx, err
		}
		f = New(gr.Scope{Graph: g, Prefix: "g"})
		kernel, ok := f.TiledKernel(dx.Node)
		if !ok {
			t.Fatalf("%s is not marked", dx)
		}
		shown := gr.Scope{Graph: g, Prefix: "g"}.Op("Identity", "dx", dx.Type(), nil, dx)
		g.Become(shown.Node, f.Tiled(dx.Node, kernel.Shape(), 2, g.Node("x").Out(0)))
		return shown, nil
	})
}
