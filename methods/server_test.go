package methods

import (
	"maps"
	"slices"
	"strings"
	"testing"

	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
)

// oneOutput is as much of an op's definition as making functions needs here.
func oneOutput(op string) *opdefpb.OpDef {
	return &opdefpb.OpDef{Name: op, OutputArg: []*opdefpb.OpDef_ArgDef{{Name: "out"}}}
}

// TestServe: a main signature takes the input alone, and one with options what
// the method can be told.
func TestServe(t *testing.T) {
	modes := map[string][]string{"": {"input", "target"}, "_frozen": {"input", "percentile", "target"}}
	moving := map[string][]string{"_frozen_mask": {"input", "percentile", "target"}}
	maps.Copy(moving, modes)
	own := map[string][]string{
		"elrp": {"epsilon"}, "deeplift": {"baseline"}, "deeplift_maxpool": {"baseline"}, "integrated_gradients": {"baseline", "steps"},
		"smoothgrad": {"samples", "seed", "stdev"}, "smooth_guided_backprop": {"samples", "seed", "stdev"},
	}
	for _, m := range All {
		net := smallNet(t)
		s, err := NewServer(net, oneOutput)
		if err != nil {
			t.Fatal(err)
		}
		signatures, err := s.Serve(m)
		if err != nil {
			t.Fatal(err)
		}
		want, got := map[string][]string{}, map[string][]string{}
		expected := modes
		if m.PointMethod != "" || m.Baseline {
			expected = moving
		}
		for suffix, options := range expected {
			want[m.Name+suffix] = []string{"input"}
			want[m.Name+suffix+WithOptions] = slices.Sorted(slices.Values(append(slices.Clone(options), own[m.Name]...)))
		}
		for _, sig := range signatures {
			got[sig.Name] = slices.Sorted(maps.Keys(sig.Inputs))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got):\n%s", m.Name, diff)
		}
		if err := net.scope.Graph.Check(); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
}

// TestServeSharesTheForwardPass: at the input, a frozen method of one evaluation
// adds no node of the network.
func TestServeSharesTheForwardPass(t *testing.T) {
	net := smallNet(t)
	s, err := NewServer(net, oneOutput)
	if err != nil {
		t.Fatal(err)
	}
	signatures, err := s.Serve(grad)
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
