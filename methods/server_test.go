package methods

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/internal/graphtest"
	"tfreeze/methods/serving"
)

// TestServe: a main signature takes the input alone. The one with options takes the
// method's options, too.
func TestServe(t *testing.T) {
	modes := map[string][]string{"": {"input", "target"}, "_frozen": {"input", "percentile", "target"}}
	moving := map[string][]string{"_frozen_mask": {"input", "percentile", "target"}}
	maps.Copy(moving, modes)
	for _, m := range InGraph() {
		g, net, _ := netFor(t, m)
		s, err := serving.NewServer(net, graphtest.OneOutput, *Percentile.Served, serving.Criterion{})
		if err != nil {
			t.Fatal(err)
		}
		signatures, err := m.Serve(s)
		if err != nil {
			t.Fatal(err)
		}
		want, got := map[string][]string{}, map[string][]string{}
		expected := modes
		if m.Moves() {
			expected = moving
		}
		for suffix, options := range expected {
			options := slices.Clone(options)
			want[m.Name+suffix] = []string{"input"}
			for _, c := range m.Options {
				if c.Served != nil {
					options = append(options, c.Name)
				}
			}
			want[m.Name+suffix+serving.WithOptions] = slices.Sorted(slices.Values(options))
		}
		for _, sig := range signatures {
			got[sig.Name] = slices.Sorted(maps.Keys(sig.Inputs))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", m.Name, diff)
		}
		if err := g.Check(); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
}

// TestServeSharesTheForwardPass: a frozen method that needs one evaluation, at the
// input, adds no node of the forward pass.
func TestServeSharesTheForwardPass(t *testing.T) {
	_, net := smallNet(t)
	s, err := serving.NewServer(net, graphtest.OneOutput, *Percentile.Served, serving.Criterion{})
	if err != nil {
		t.Fatal(err)
	}
	signatures, err := grad.Serve(s)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(signatures, func(s gr.Signature) bool { return s.Name == "grad_frozen" })
	var runs []string
	for n := range gr.Ancestors(signatures[i].Outputs["attribution"].Node) {
		if n.Op == "Relu" || n.Op == "MatMul" && !strings.Contains(n.Name, "gradient") {
			runs = append(runs, n.Name)
		}
	}
	if slices.Sort(runs); !slices.Equal(runs, []string{"a", "y"}) {
		t.Errorf("the network's nodes are run as %q, want each once", runs)
	}
}
