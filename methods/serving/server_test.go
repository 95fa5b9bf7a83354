package serving_test

import (
	"testing"

	"tfreeze/methods"
	"tfreeze/methods/internal/graphtest"
	"tfreeze/methods/serving"
)

// TestServer compares what all methods share with testdata/served.txt.
func TestServer(t *testing.T) {
	n := graphtest.Freeze(t, graphtest.Network)
	net, err := serving.NewNet(n.Graph, n.Input, n.Logits, n.Activations, n.Freezings)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := serving.NewServer(net, graphtest.OneOutput, *methods.Percentile.Served, serving.Criterion{}); err != nil {
		t.Fatal(err)
	}
	got := graphtest.Text(t, n.Graph, func(name string) bool { return graphtest.InScope(name, serving.Prefix) })
	graphtest.Compare(t, "testdata/served.txt", got)
}
