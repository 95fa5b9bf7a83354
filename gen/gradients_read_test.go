package gen

import (
	"archive/zip"
	"os"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/npy"
	"tfreeze/internal/tensorflow"
)

// array is a recorded tensor.
type array struct {
	shape []int64
	data  []float32
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

func openGraph(t *testing.T, g *gr.Graph) *tensorflow.Session {
	t.Helper()
	raw, err := marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	session, err := tensorflow.NewSession(raw, tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { session.Close() })
	return session
}

func tensorOf(t *testing.T, a array) *tensorflow.Tensor {
	t.Helper()
	x, err := tensorflow.New(a.shape, a.data)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func readArrays(t *testing.T, path string) map[string]array {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	arrays := map[string]array{}
	for _, f := range z.File {
		a, err := readArray(f)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		arrays[strings.TrimSuffix(f.Name, ".npy")] = a
	}
	return arrays
}

func readArray(f *zip.File) (array, error) {
	in, err := f.Open()
	if err != nil {
		return array{}, err
	}
	defer in.Close()
	read, err := npy.Read(in)
	a := array{data: read.Data}
	for _, d := range read.Shape {
		a.shape = append(a.shape, int64(d))
	}
	return a, err
}

func marshal(g *gr.Graph) ([]byte, error) {
	def, err := g.Proto()
	if err != nil {
		return nil, err
	}
	return proto.Marshal(def)
}
