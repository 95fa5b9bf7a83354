package serving

import (
	"testing"

	"tfreeze/methods/internal/graphtest"
)

// TestServer compares what all methods share with testdata/served.txt.
func TestServer(t *testing.T) {
	n := graphtest.Freeze(t, graphtest.Network)
	net, err := NewNet(n.Graph, n.Input, n.Logits, n.Activations, n.Freezings)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewServer(net, graphtest.OneOutput); err != nil {
		t.Fatal(err)
	}
	got := graphtest.Text(t, n.Graph, func(name string) bool { return graphtest.InScope(name, Prefix) })
	graphtest.Compare(t, "testdata/served.txt", got)
}
