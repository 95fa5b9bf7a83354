package methods

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/internal/graphtest"
	"tfreeze/methods/serving"
)

// TestServedTexts compares all that a method adds to a served network, functions
// included, with testdata/served: a rule that changes shows as a line.
func TestServedTexts(t *testing.T) {
	for _, m := range InGraph() {
		t.Run(m.Name, func(t *testing.T) { graphtest.Compare(t, "testdata/served/"+m.Name+".txt", servedText(t, m)) })
	}
}

func servedText(t *testing.T, m Method) string {
	t.Helper()
	g, s := served(t, m)
	before := map[string]bool{}
	for _, name := range g.Names() {
		before[name] = true
	}
	functions := len(g.Library.GetFunction())
	signatures, err := m.Serve(s)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, sig := range signatures {
		fmt.Fprintf(&b, "%s = %s\n", sig.Name, sig.Outputs["attribution"])
	}
	b.WriteString(graphtest.Text(t, g, func(name string) bool { return !before[name] }))
	for _, f := range g.Library.GetFunction()[functions:] {
		b.WriteString(graphtest.FunctionText(t, f))
	}
	return b.String()
}

// served is graphtest.Network, or an image network for a method of layers or pixels, with what
// all methods share.
func served(t *testing.T, m Method) (*gr.Graph, *serving.Server) {
	t.Helper()
	text := graphtest.Network
	if m.FromLayer || m.Relevance || m.procedure != nil {
		text = graphtest.Images
	}
	g, net := netOf(t, text)
	s, err := serving.NewServer(net, graphtest.OneOutput, *Percentile.Served, serving.Criterion{})
	if err != nil {
		t.Fatal(err)
	}
	return g, s
}

// TestServedFiles: each file belongs to a method.
func TestServedFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/served/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		if !slices.Contains(Names(), name) {
			t.Errorf("%s belongs to no method", file)
		}
	}
}
