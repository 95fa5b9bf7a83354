package methods

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
)

// servedNet is a network with each kind of thing that a method treats in its own
// way: an activation of one op, a gate, an activation of several ops.
const servedNet = `
x = Placeholder() {dtype=float shape=shape[?,4]} -> float[?,4]
w1 = Placeholder() {dtype=float} -> float[4,4]
w2 = Placeholder() {dtype=float} -> float[4,3]
u = MatMul(x, w1) {T=float} -> float[?,4]
a = Relu(u) {T=float} -> float[?,4]
pooled = Mean(a, axes) {T=float Tidx=int32 keep_dims=true} -> float[?,1]
axes = Const() {dtype=int32 value=int32[]{1}} -> int32[]
gate = Sigmoid(pooled) {T=float} -> float[?,1]
scaled = Mul(a, gate) {T=float} -> float[?,4]
s = Sigmoid(scaled) {T=float} -> float[?,4]
swish = Mul(scaled, s) {T=float} -> float[?,4]
y = MatMul(swish, w2) {T=float} -> float[?,3]`

// TestServedTexts compares all that a method adds to a served network, functions
// included, with testdata/served: a rule that changes shows as a line.
func TestServedTexts(t *testing.T) {
	for _, m := range All {
		t.Run(m.Name, func(t *testing.T) { compareText(t, "testdata/served/"+m.Name+".txt", servedText(t, m)) })
	}
}

// TestSharedText does so with what all methods share.
func TestSharedText(t *testing.T) {
	net, _ := served(t)
	compareText(t, "testdata/served/shared.txt", textOf(t, net.scope.Graph, func(name string) bool { return inScope(name, Prefix) }))
}

func servedText(t *testing.T, m Method) string {
	t.Helper()
	net, s := served(t)
	before := map[string]bool{}
	for _, name := range net.scope.Graph.Names() {
		before[name] = true
	}
	functions := len(net.scope.Graph.Library.GetFunction())
	signatures, err := s.Serve(m)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, sig := range signatures {
		fmt.Fprintf(&b, "%s = %s\n", sig.Name, sig.Outputs["attribution"])
	}
	b.WriteString(textOf(t, net.scope.Graph, func(name string) bool { return !before[name] }))
	for _, f := range net.scope.Graph.Library.GetFunction()[functions:] {
		b.WriteString(functionText(t, f))
	}
	return b.String()
}

// served is the frozen network with all that methods share.
func served(t *testing.T) (*Net, *Server) {
	t.Helper()
	g := parse(t, servedNet)
	x, y := g.Node("x").Out(0), g.Node("y").Out(0)
	found, _, err := g.Activations(x, y)
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := gr.Freeze(g, found)
	if err != nil {
		t.Fatal(err)
	}
	net, err := NewNet(g, x, y, found, frozen)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewServer(net, oneOutput)
	if err != nil {
		t.Fatal(err)
	}
	return net, s
}

func inScope(name, scope string) bool { return strings.HasPrefix(name, scope+"/") }

// textOf is the text of the nodes whose names are shown.
func textOf(t *testing.T, g *gr.Graph, shown func(name string) bool) string {
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

// functionText is the text of a function: its body's nodes read outputs as
// function bodies call them, node:output:index.
func functionText(t *testing.T, f *functionpb.FunctionDef) string {
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

func compareText(t *testing.T, file, got string) {
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

// TestServedFiles: each file belongs to a method.
func TestServedFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/served/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		if name != "shared" && !slices.Contains(Names(), name) {
			t.Errorf("%s is of no method", file)
		}
	}
}
