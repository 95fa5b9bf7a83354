package integration

import (
	"maps"
	"slices"
	"strings"
	"testing"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
)

// TestStrippedGradients removes attributes with default values from the recorded ops,
// as TF2 does. The gradients are the same nodes, and TensorFlow still accepts them if
// the attributes that were filled in are removed.
func TestStrippedGradients(t *testing.T) {
	defs, err := opDefs()
	if err != nil {
		t.Fatal(err)
	}
	for _, fast := range []bool{false, true} {
		const path = testdata + "gradients/ops.pb"
		want := differentiated(t, readOrdinary(t, path), fast)
		stripped := readOrdinary(t, path)
		if n := strip(t, stripped); n < 1000 {
			t.Fatalf("%d attributes were stripped", n)
		}
		before := linesOf(stripped)
		got := differentiated(t, stripped, fast)
		compareLines(t, linesOf(got), linesOf(want))
		got.StripDefaults(defs)
		compareLines(t, linesOf(got), before)
		if err := inferTypes(got); err != nil {
			t.Fatal(err)
		}
	}
}

// readOrdinary reads the recorded cases, and makes the gradients of swish ordinary
// slopes.
func readOrdinary(t *testing.T, path string) *gr.Graph {
	t.Helper()
	g := readGraph(t, path)
	for _, part := range splitCases(t, g) {
		for _, name := range part.Names() {
			if n := part.Node(name); n.CustomGradient() != "" {
				g.Node(name).Ordinary()
			}
		}
	}
	return g
}

// differentiated returns the gradients of all recorded cases that have one.
func differentiated(t *testing.T, g *gr.Graph, fast bool) *gr.Graph {
	t.Helper()
	if err := inferTypes(g); err != nil {
		t.Fatal(err)
	}
	parts := splitCases(t, g)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if _, err := differentiate(parts[name], name, fast); err == nil {
			join(t, g, parts[name])
		}
	}
	return g
}

// strip removes every attribute that has its op's default.
func strip(t *testing.T, g *gr.Graph) (count int) {
	t.Helper()
	defs, err := opDefs()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range g.Names() {
		n := g.Node(name)
		for _, a := range defs(n.Op).GetAttr() {
			isDefault := func(key string, v *attrpb.AttrValue) bool { return key == a.Name && proto.Equal(v, a.DefaultValue) }
			before := len(n.Attr)
			maps.DeleteFunc(n.Attr, isDefault)
			count += before - len(n.Attr)
		}
	}
	return count
}

func compareLines(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name, line := range want {
		if got[name] != line {
			t.Fatalf("got  %s\nwant %s", got[name], line)
		}
	}
}

// linesOf returns the nodes' lines without their types.
func linesOf(g *gr.Graph) map[string]string {
	all := map[string]string{}
	for _, name := range g.Names() {
		all[name], _, _ = strings.Cut(g.Node(name).String(), " -> ")
	}
	return all
}
