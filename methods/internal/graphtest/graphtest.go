// Package graphtest compares graphs with golden texts, for the tests of the packages
// under methods.
package graphtest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	gr "tfreeze/graphrewrite"
)

var update = flag.Bool("update", false, "rewrite the golden texts")

// Updating reports whether the golden texts are to be rewritten.
func Updating() bool { return *update }

// Parse reads a graph.
func Parse(t *testing.T, text string) *gr.Graph {
	t.Helper()
	g, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// InScope reports whether a node's name is in a scope.
func InScope(name, scope string) bool { return strings.HasPrefix(name, scope+"/") }

// Text returns the text of the nodes whose names shown selects.
func Text(t *testing.T, g *gr.Graph, shown func(name string) bool) string {
	t.Helper()
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	nodes, err := g.Sorted()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range nodes {
		if shown(n.Name) {
			fmt.Fprintln(&b, n)
		}
	}
	return b.String()
}

// FunctionText returns the text of a function. Its nodes read outputs in the form of
// function bodies, node:output:index.
func FunctionText(t *testing.T, f *functionpb.FunctionDef) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "\nfunction %s\n", f.GetSignature().GetName())
	for _, nd := range f.GetNodeDef() {
		n := gr.Node{Name: nd.GetName(), Op: nd.GetOp(), Attr: nd.GetAttr()}
		fmt.Fprintln(&b, strings.Replace(n.String(), "()", "("+strings.Join(nd.GetInput(), ", ")+")", 1))
	}
	for _, o := range f.GetSignature().GetOutputArg() {
		fmt.Fprintf(&b, "return %s\n", f.GetRet()[o.GetName()])
	}
	return b.String()
}

// OneOutput defines as much of an op as tests need to make functions.
func OneOutput(op string) *opdefpb.OpDef {
	return &opdefpb.OpDef{Name: op, OutputArg: []*opdefpb.OpDef_ArgDef{{Name: "out"}}}
}

// Compare compares a text with a file. With -update it writes the file.
func Compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Emitted runs emit on the first graph of each file, in scope g, and compares the nodes
// that it adds and the tensor that it returns with the second. With -update it writes
// them.
func Emitted(t *testing.T, pattern string, emit func(t *testing.T, g *gr.Graph) (gr.Output, error)) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden texts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { compareEmitted(t, file, emit) })
	}
}

func compareEmitted(t *testing.T, file string, emit func(t *testing.T, g *gr.Graph) (gr.Output, error)) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g := Parse(t, string(archive.Files[0].Data))
	dx, err := emit(t, g)
	if err != nil {
		t.Fatal(err)
	}
	archive.Files[1].Data = []byte(Text(t, g, func(name string) bool { return InScope(name, "g") }) + "dx = " + dx.String() + "\n")
	Compare(t, file, string(txtar.Format(archive)))
}

// CompareSection compares a text with a section of a file, between the comments
// <!-- name --> and <!-- end name -->. With -update it writes the section.
func CompareSection(t *testing.T, file, name, text string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+name+" -->\n", "<!-- end "+name+" -->"
	before, rest, found := strings.Cut(string(raw), begin)
	old, after, ended := strings.Cut(rest, end)
	switch {
	case !found || !ended:
		t.Errorf("%s has no section between %s and %s", file, strings.TrimSpace(begin), end)
	case *update && old != text:
		if err := os.WriteFile(file, []byte(before+begin+text+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	case old != text:
		t.Errorf("the section %q of %s differs from the code; -update rewrites it (-file +code):\n%s", name, file, cmp.Diff(strings.Split(old, "\n"), strings.Split(text, "\n")))
	}
}
