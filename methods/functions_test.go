package methods

import "testing"

// TestFunctionTexts compares the functions that all methods share, which find
// thresholds and draw heatmaps, with testdata/functions.
func TestFunctionTexts(t *testing.T) {
	net, _ := served(t)
	var names []string
	for _, f := range net.scope.Graph.Library.GetFunction() {
		name := f.GetSignature().GetName()
		names = append(names, name)
		compareText(t, "testdata/functions/"+name+".txt", functionText(t, f))
	}
	if len(names) != 2 {
		t.Errorf("the functions are %q", names)
	}
}
