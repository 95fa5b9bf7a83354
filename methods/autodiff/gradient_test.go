package autodiff

import (
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/internal/graphtest"
)

// differentiate emits, in scope g, the gradient of y with respect to x, given dy.
func differentiate(g *gr.Graph) (gr.Output, error) {
	return Gradient(gr.Scope{Graph: g, Prefix: "g"}, g.Node("y").Out(0), g.Node("dy").Out(0), g.Node("x").Out(0), nil)
}

// TestEmitted compares the nodes that Gradient emits with testdata.
func TestEmitted(t *testing.T) {
	graphtest.Emitted(t, "testdata/*.txtar", func(_ *testing.T, g *gr.Graph) (gr.Output, error) { return differentiate(g) })
}
