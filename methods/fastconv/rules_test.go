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
