package gen

import (
	"archive/zip"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"github.com/sbinet/npyio"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// array is a recorded tensor.
type array struct {
	shape []int64
	data  []float32
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
		arrays[strings.TrimSuffix(f.Name, ".npy")] = readArray(t, f)
	}
	return arrays
}

func readArray(t *testing.T, f *zip.File) array {
	t.Helper()
	in, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	r, err := npyio.NewReader(in)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	a := array{}
	n := 1
	for _, d := range r.Header.Descr.Shape {
		a.shape = append(a.shape, int64(d))
		n *= d
	}
	a.data = make([]float32, n)
	if err := r.Read(&a.data); err != nil && err != io.EOF {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return a
}

// TestGradients compares the base table with what Python's tf.gradients gave.
func TestGradients(t *testing.T) {
	for _, set := range []string{"ops", "nets"} {
		t.Run(set, func(t *testing.T) { testGradients(t, "../testdata/gradients/"+set) })
	}
}

func testGradients(t *testing.T, path string) {
	g := readGraph(t, path+".pb")
	arrays := readArrays(t, path+".npz")
	if err := inferTypes(g); err != nil {
		t.Fatal(err)
	}
	var cases []string
	for key := range arrays {
		if name, ok := strings.CutSuffix(key, "/dx"); ok {
			cases = append(cases, name)
		}
	}
	slices.Sort(cases)
	dx := map[string]gr.Output{}
	for _, name := range cases {
		var err error
		if dx[name], err = differentiate(g, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	session := openGraph(t, g)
	for _, name := range cases {
		if o, ok := dx[name]; ok && !o.IsZero() {
			compareCase(t, session, name, o, arrays)
		}
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

func differentiate(g *gr.Graph, name string) (gr.Output, error) {
	s := gr.Scope{Graph: g, Prefix: name + "/test"}
	y := g.Node(name + "/y").Out(0)
	dy := s.Op("Placeholder", "dy", y.Type(), gr.Attrs{"dtype": gr.Float, "shape": y.Shape()})
	return methods.Gradient(s, y, dy, g.Node(name+"/x").Out(0), nil)
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

// gradientTolerance bounds |a-b| relative to the largest |b| of the case:
// float32 rounding of sums of a few hundred terms in another order.
const gradientTolerance = 2e-6

func compareCase(t *testing.T, s *tensorflow.Session, name string, dx gr.Output, arrays map[string]array) {
	t.Helper()
	x, dy, want := arrays[name+"/x"], arrays[name+"/dy"], arrays[name+"/dx"]
	feeds := map[string]*tensorflow.Tensor{
		name + "/x":       tensorOf(t, x),
		name + "/test/dy": tensorOf(t, dy),
	}
	out, err := s.Run(feeds, []string{dx.String()})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	got, err := tensorflow.Values[float32](out[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := close32(got, want.data, gradientTolerance); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

func tensorOf(t *testing.T, a array) *tensorflow.Tensor {
	t.Helper()
	x, err := tensorflow.New(a.shape, a.data)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func close32(got, want []float32, tolerance float64) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d elements, want %d", len(got), len(want))
	}
	scale, worst, at := 0.0, 0.0, 0
	for i := range want {
		scale = max(scale, math.Abs(float64(want[i])))
		d := math.Abs(float64(got[i]) - float64(want[i]))
		if !(d <= worst) {
			worst, at = d, i
		}
	}
	if !(worst <= tolerance*scale) {
		return fmt.Errorf("element %d is %g, want %g: off by %.2g of the largest", at, got[at], want[at], worst/scale)
	}
	return nil
}
