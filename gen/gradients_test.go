package gen

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// gradientTolerance bounds |a-b| relative to the largest |b| of a case: float32
// rounding of sums of a few hundred terms in another order.
const gradientTolerance = 2e-6

// withoutRule lists the recorded cases that the base table refuses, and how.
var withoutRule = map[string]string{
	"Einsum.aab_to_ab":                `node "Einsum.aab_to_ab/Einsum" (Einsum): no gradient rule for the equation "aab->ab"`,
	"Einsum.ab_to_a":                  `node "Einsum.ab_to_a/Einsum" (Einsum): no gradient rule for the equation "ab->a"`,
	"Einsum.dotsc_cd_to_dotsd.first":  `no gradient rule for the equation "...c,cd->...d"`,
	"Einsum.dotsc_cd_to_dotsd.second": `no gradient rule for the equation "...c,cd->...d"`,
	"Gather.v1":                       `node "Gather.v1/Gather" (Gather): no gradient rule for this op`,
	"GatherNd":                        `node "GatherNd/GatherNd" (GatherNd): no gradient rule for this op`,
	"GatherV2.batch_dims":             `no gradient rule for a gather with batch dimensions`,
	"L2Loss":                          `node "L2Loss/L2Loss" (L2Loss): no gradient rule for this op`,
	"Lgamma":                          `node "Lgamma/Lgamma" (Lgamma): no gradient rule for this op`,
	"Roll":                            `node "Roll/Roll" (Roll): no gradient rule for this op`,
	"Sign":                            `it does not depend on "Sign/x:0" through differentiable ops`,
}

// TestGradients compares the base table with what Python's tf.gradients gave,
// and with central differences.
func TestGradients(t *testing.T) {
	for _, set := range []string{"ops", "nets"} {
		t.Run(set, func(t *testing.T) {
			r := record(t, "../testdata/gradients/"+set)
			r.compare(t)
			r.differences(t)
		})
	}
}

// recording is a graph with its cases, each differentiated by the table.
type recording struct {
	session *tensorflow.Session
	arrays  map[string]array
	cases   []string
	// bent are the cases that central differences do not settle.
	bent *regexp.Regexp
}

type array struct {
	shape []int64
	data  []float32
}

func record(t *testing.T, path string) *recording {
	t.Helper()
	g := readGraph(t, path+".pb")
	if err := inferTypes(g); err != nil {
		t.Fatal(err)
	}
	r := &recording{arrays: readArrays(t, path+".npz"), bent: bent}
	var names []string
	for key := range r.arrays {
		if name, ok := strings.CutSuffix(key, "/dx"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		err := differentiate(g, name)
		want, refused := withoutRule[name]
		switch {
		case refused && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: got error %v, want %s", name, err, want)
		case !refused && err != nil:
			t.Errorf("%s: %v", name, err)
		case !refused:
			r.cases = append(r.cases, name)
		}
	}
	r.session = openGraph(t, g)
	return r
}

// differentiate adds CASE/test/dx, the gradient of CASE/y with respect to
// CASE/x given CASE/test/dy.
func differentiate(g *gr.Graph, name string) error {
	s := gr.Scope{Graph: g, Prefix: name + "/test"}
	y := g.Node(name + "/y").Out(0)
	dy := s.Op("Placeholder", "dy", y.Type(), gr.Attrs{"dtype": gr.Float, "shape": y.Shape()})
	dx, err := methods.Gradient(s, y, dy, g.Node(name+"/x").Out(0), nil)
	if err != nil {
		return err
	}
	s.Op("Identity", "dx", dx.Type(), gr.Attrs{"T": gr.Float}, dx)
	return nil
}

// compare runs all cases at once: a run of one case alone would cost more in
// preparing the run than in running it.
func (r *recording) compare(t *testing.T) {
	t.Helper()
	feeds := map[string]*tensorflow.Tensor{}
	for _, name := range r.cases {
		feeds[name+"/x"] = r.tensor(t, name+"/x")
		feeds[name+"/test/dy"] = r.tensor(t, name+"/dy")
	}
	for i, got := range r.fetch(t, feeds, "/test/dx") {
		if err := near(got, r.arrays[r.cases[i]+"/dx"].data, gradientTolerance); err != nil {
			t.Errorf("%s: %v", r.cases[i], err)
		}
	}
}

func (r *recording) fetch(t *testing.T, feeds map[string]*tensorflow.Tensor, suffix string) [][]float32 {
	t.Helper()
	var names []string
	for _, name := range r.cases {
		names = append(names, name+suffix)
	}
	out, err := r.session.Run(feeds, names)
	if err != nil {
		t.Fatal(err)
	}
	values := make([][]float32, len(out))
	for i := range out {
		if values[i], err = tensorflow.Values[float32](out[i]); err != nil {
			t.Fatal(err)
		}
	}
	return values
}

func (r *recording) tensor(t *testing.T, key string) *tensorflow.Tensor {
	t.Helper()
	x, err := tensorflow.New(r.arrays[key].shape, r.arrays[key].data)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// bent matches what testdata/gradients/README.md lists: bends and ties, hit or
// crossed by a step, and gradients that are stopped by declaration.
var bent = regexp.MustCompile(`ties|\.zero|Relu6\.six|edges|of\.zero|StopGradient|^Sign|^(Abs|HardSwish|Consumers\.chain|` +
	`MaxPool\.VALID\.k3\.s2|MaxPool\.EXPLICIT\.k3\.s2|Maximum\.left\.n11c|Maximum\.left\.of_n11c|densenet|inception|mobilenet)$`)

// differences compares dy . (f(x + hd) - f(x - hd)) / 2h with dx . d for one
// random direction d, whose elements are +1 or -1. With h = 2e-3 the error of
// the quotient, about h^2 of the curvature and 1e-7/h of rounding, stays within
// a hundredth of the terms that are summed.
func (r *recording) differences(t *testing.T) {
	t.Helper()
	const step, tolerance = 2e-3, 1e-2
	above, below := map[string]*tensorflow.Tensor{}, map[string]*tensorflow.Tensor{}
	direction := map[string][]float32{}
	for _, name := range r.cases {
		x := r.arrays[name+"/x"]
		direction[name] = signs(name, len(x.data))
		above[name+"/x"] = moved(t, x, direction[name], step)
		below[name+"/x"] = moved(t, x, direction[name], -step)
	}
	high, low := r.fetch(t, above, "/y"), r.fetch(t, below, "/y")
	for i, name := range r.cases {
		if r.bent.MatchString(name) {
			continue
		}
		var quotient, product, scale float64
		for k, dy := range r.arrays[name+"/dy"].data {
			quotient += float64(dy) * (float64(high[i][k]) - float64(low[i][k])) / (2 * step)
		}
		for k, dx := range r.arrays[name+"/dx"].data {
			product += float64(dx * direction[name][k])
			scale += math.Abs(float64(dx))
		}
		if !(math.Abs(quotient-product) <= tolerance*max(scale, 1)) {
			t.Errorf("%s: the central difference is %g, dx . d is %g", name, quotient, product)
		}
	}
}

func signs(name string, n int) []float32 {
	r := rand.New(rand.NewPCG(2024, uint64(crc32.ChecksumIEEE([]byte(name)))))
	d := make([]float32, n)
	for i := range d {
		d[i] = float32(2*r.IntN(2) - 1)
	}
	return d
}

func moved(t *testing.T, x array, direction []float32, step float32) *tensorflow.Tensor {
	t.Helper()
	at := make([]float32, len(x.data))
	for i := range at {
		at[i] = x.data[i] + step*direction[i]
	}
	to, err := tensorflow.New(x.shape, at)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func near(got, want []float32, tolerance float64) error {
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

var npyShape = regexp.MustCompile(`'descr': '<f4', 'fortran_order': False, 'shape': \(([0-9, ]*)\)`)

// readArray reads a float32 array as NumPy writes it.
func readArray(f *zip.File) (array, error) {
	in, err := f.Open()
	if err != nil {
		return array{}, err
	}
	defer in.Close()
	raw, err := io.ReadAll(in)
	if err != nil || len(raw) < 10 {
		return array{}, errors.Join(err, io.ErrUnexpectedEOF)
	}
	start := 10 + int(binary.LittleEndian.Uint16(raw[8:]))
	header := npyShape.FindSubmatch(raw[:start])
	if header == nil {
		return array{}, errors.New("no float32 array in C order")
	}
	a := array{data: make([]float32, (len(raw)-start)/4)}
	for _, d := range strings.FieldsFunc(string(header[1]), func(r rune) bool { return r == ',' || r == ' ' }) {
		var n int64
		if _, err := fmt.Sscan(d, &n); err != nil {
			return array{}, err
		}
		a.shape = append(a.shape, n)
	}
	_, err = binary.Decode(raw[start:], binary.LittleEndian, a.data)
	return a, err
}
