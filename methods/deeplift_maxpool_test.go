package methods

import (
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/internal/graphtest"
)

// TestMaxPoolRules compares the nodes that DeepLIFT's rules for max-pools emit, with
// the baseline at xr, with testdata.
func TestMaxPoolRules(t *testing.T) {
	graphtest.Emitted(t, "testdata/maxpool.txtar", func(t *testing.T, g *gr.Graph) (gr.Output, error) {
		own := &autodiff.Own{Ops: maxPoolRules(referenceAt(t, g, "xr"))}
		return autodiff.Gradient(gr.Scope{Graph: g, Prefix: "g"}, g.Node("y").Out(0), g.Node("dy").Out(0), g.Node("x").Out(0), own)
	})
}

// referenceAt evaluates y a second time, at another point.
func referenceAt(t *testing.T, g *gr.Graph, point string) *gr.Copy {
	t.Helper()
	c := gr.NewCopy(gr.Scope{Graph: g, Prefix: "reference"}, map[gr.Output]gr.Output{g.Node("x").Out(0): g.Node(point).Out(0)})
	if err := c.Add(g.Node("y").Out(0)); err != nil {
		t.Fatal(err)
	}
	return c
}
