package serving_test

import (
	"testing"

	"tfreeze/methods"
	"tfreeze/methods/internal/graphtest"
	"tfreeze/methods/serving"
)

// TestFunctionTexts compares the functions that all methods share with
// testdata/functions. They find thresholds and draw heatmaps.
func TestFunctionTexts(t *testing.T) {
	n := graphtest.Freeze(t, graphtest.Network)
	net, err := serving.NewNet(n.Graph, n.Input, n.Logits, n.Activations, n.Freezings)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := serving.NewServer(net, graphtest.OneOutput, *methods.Percentile.Served, serving.Criterion{}); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range n.Graph.Library.GetFunction() {
		name := f.GetSignature().GetName()
		names = append(names, name)
		graphtest.Compare(t, "testdata/functions/"+name+".txt", graphtest.FunctionText(t, f))
	}
	if len(names) != 2 {
		t.Errorf("the functions are %q", names)
	}
}
