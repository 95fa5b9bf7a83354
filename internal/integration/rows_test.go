package integration

import (
	"testing"

	"tfreeze/gen"
)

// wantBatches fails unless each activation is known to be [N,...] for N inputs.
func wantBatches(t *testing.T, p *gen.Product) {
	t.Helper()
	if g := p.Model.Card.Generated; g.Alone != "" || g.Rows != nil {
		t.Errorf("rows of a batch: %v, refused: %q; want [N,...] everywhere", g.Rows, g.Alone)
	}
}
