package gen

import (
	"fmt"
	"os"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// TestSkeleton: TensorFlow finds the same types without the values of all weights,
// however small these are.
func TestSkeleton(t *testing.T) {
	graphs := map[string]*gr.Graph{}
	for _, path := range append(smallModels(t), "../testdata/tiny/frozen.pb", "../testdata/squeezenet/frozen/without_weights.pb") {
		b := &builder{model: loadModel(t, path)}
		if err := b.inline(b.model.Graph); err != nil {
			t.Fatal(err)
		}
		graphs[path] = b.model.Graph
	}
	for _, name := range []string{"ops", "nets", "layernorm", "rare"} {
		graphs[name] = readGraph(t, "../testdata/gradients/"+name+".pb")
	}
	stripped := 0
	for name, g := range graphs {
		fillDefaults(t, g)
		whole, err := g.Proto()
		if err != nil {
			t.Fatal(err)
		}
		bare, err := skeleton(g, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range bare.Node {
			if !proto.Equal(n, whole.Node[i]) {
				stripped++
			}
		}
		if diff := cmp.Diff(typesOf(t, whole), typesOf(t, bare)); diff != "" {
			t.Errorf("%s (-whole +skeleton)\n%s", name, diff)
		}
	}
	if stripped < 1000 {
		t.Errorf("%d constants are stripped", stripped)
	}
}

func readGraph(t *testing.T, path string) *gr.Graph {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var def graphpb.GraphDef
	if err := proto.Unmarshal(raw, &def); err != nil {
		t.Fatal(err)
	}
	g, err := gr.FromProto(&def)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func fillDefaults(t *testing.T, g *gr.Graph) {
	t.Helper()
	defs, err := opDefs()
	if err != nil {
		t.Fatal(err)
	}
	g.FillDefaults(defs)
}

func typesOf(t *testing.T, def *graphpb.GraphDef) map[string][]tensorflow.Type {
	t.Helper()
	raw, err := proto.Marshal(def)
	if err != nil {
		t.Fatal(err)
	}
	types, err := tensorflow.Infer(raw)
	if err != nil {
		t.Fatal(err)
	}
	return types
}

// TestSkeletonKeeps: a constant keeps its values if they may decide a shape; the graph
// keeps all values.
func TestSkeletonKeeps(t *testing.T) {
	const text = `
x = Placeholder() {dtype=float shape=shape[?,6]}
w = Const() {dtype=float value=float[6,2]{1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 1.0, 2.0, 3.0}}
read = Identity(w) {T=float}
narrow = Const() {dtype=double value=double[2]{1.0, 2.0}}
wide = Cast(narrow) {SrcT=double DstT=float Truncate=false}
y = MatMul(x, read) {T=float transpose_a=false transpose_b=false}
z = BiasAdd(y, wide) {T=float data_format="NHWC"}
sizes = Const() {dtype=float value=float[2]{3.0, 4.0}}
given = Identity(sizes) {T=float}
shape = Cast(given) {SrcT=float DstT=int32 Truncate=false}
reshaped = Reshape(z, shape) {T=float Tshape=int32}
`
	g, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	fillDefaults(t, g)
	var before, after strings.Builder
	if err := g.Format(&before); err != nil {
		t.Fatal(err)
	}
	bare, err := skeleton(g, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range bare.Node {
		if n.GetOp() != "Const" {
			continue
		}
		kept := proto.Equal(n.Attr["value"], g.Node(n.Name).Attr["value"])
		if want := n.Name == "sizes"; kept != want {
			t.Errorf("%s is kept: %v, want %v", n.Name, kept, want)
		}
	}
	if err := g.Format(&after); err != nil || before.String() != after.String() {
		t.Errorf("the graph became %s", after.String())
	}
	if got := typesOf(t, bare)["reshaped"][0].Shape; !cmp.Equal(got, []int64{3, 4}) {
		t.Errorf("the shape that a constant decides is %v", got)
	}
}

// TestSkeletonEnds: if the paths from a constant double at every node, they are not
// followed one by one.
func TestSkeletonEnds(t *testing.T) {
	var text strings.Builder
	text.WriteString("n0 = Const() {dtype=float value=float[2]{1.0, 2.0}}\n")
	for i := range 64 {
		fmt.Fprintf(&text, "n%d = Identity(n%d, n%d) {T=float}\n", i+1, i, i)
	}
	g, err := gr.Parse(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := skeleton(g, 1); err != nil {
		t.Error(err)
	}
}
