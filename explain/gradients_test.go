package explain

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// faster runs a graph before and after a pass, and compares the bits of y. It returns the
// graph.
func faster(t *testing.T, text string, pass func(*gr.Graph), feeds map[string]*tensorflow.Tensor) *gr.Graph {
	t.Helper()
	g, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	before := valuesOf(t, g, feeds)
	pass(g)
	after := valuesOf(t, g, feeds)
	if !slices.Equal(before, after) || !slices.ContainsFunc(after, func(v float32) bool { return v != 0 }) {
		t.Errorf("the pass changes the values, or all are 0:\n%v\n%v", before, after)
	}
	return g
}

func valuesOf(t *testing.T, g *gr.Graph, feeds map[string]*tensorflow.Tensor) []float32 {
	t.Helper()
	s, err := tensorflow.NewSession(marshaled(t, g), tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return yOf(t, s, feeds)
}

func marshaled(t *testing.T, g *gr.Graph) []byte {
	t.Helper()
	def, err := g.Proto()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := proto.Marshal(def)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// yOf fetches the node y.
func yOf(t *testing.T, s *tensorflow.Session, feeds map[string]*tensorflow.Tensor) []float32 {
	t.Helper()
	out, err := s.Run(feeds, []string{"y"})
	if err != nil {
		t.Fatal(err)
	}
	values, err := tensorflow.Values[float32](out[0])
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// someNumbers fills a tensor with small numbers, of which many are equal and some are 0.
func someNumbers(t *testing.T, seed uint32, shape ...int64) *tensorflow.Tensor {
	t.Helper()
	values := make([]float32, gr.Shape(shape).Elements())
	for i := range values {
		seed = seed*1664525 + 1013904223
		values[i] = float32(int(seed>>24)%7-3) * 0.3
	}
	x, err := tensorflow.New(shape, values)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

const pooled = `
x = Placeholder() {dtype=float shape=shape[?,9,9,4]}
other = Placeholder() {dtype=float shape=shape[?,9,9,4]}
dp = Placeholder() {dtype=float shape=shape[?,4,4,4]}
z = Relu(x) {T=float}
p = MaxPool(z) {T=float data_format="NHWC" ksize=[1,3,3,1] padding="VALID" strides=[1,2,2,1]}
dz = MaxPoolGrad(z, p, dp) {T=float data_format="NHWC" ksize=[1,3,3,1] padding="VALID" strides=[1,2,2,1]}
`

// TestPoolFirst: a mask moves before the gradient of the pool whose input it masks, if
// nothing else reads that.
func TestPoolFirst(t *testing.T) {
	feeds := map[string]*tensorflow.Tensor{"x": someNumbers(t, 1, 2, 9, 9, 4), "other": someNumbers(t, 2, 2, 9, 9, 4), "dp": someNumbers(t, 3, 2, 4, 4, 4)}
	for _, c := range []struct{ text, want, masked string }{
		{"y = ReluGrad(dz, z) {T=float}\n", "MaxPoolGrad", "ReluGrad"},
		{"y = Relu6Grad(dz, z) {T=float}\n", "MaxPoolGrad", "Relu6Grad"},
		{"y = ReluGrad(dz, other) {T=float}\n", "ReluGrad", ""},
		{"y = SoftplusGrad(dz, z) {T=float}\n", "SoftplusGrad", ""},
		{"m = ReluGrad(dz, z) {T=float}\ny = AddV2(m, dz) {T=float}\n", "AddV2", ""},
	} {
		g := faster(t, pooled+c.text, poolFirst, feeds)
		y := g.Node("y")
		if y.Op != c.want || c.masked != "" && y.Inputs[2].Node.Op != c.masked {
			t.Errorf("%sy is now %s", c.text, y)
		}
		if m := g.Node("m"); m != nil && m.Op != "ReluGrad" {
			t.Errorf("%sthe pool's gradient would be computed twice", c.text)
		}
	}
}

const concatenated = `
x = Placeholder() {dtype=float shape=shape[?,9,9,4]}
other = Placeholder() {dtype=float shape=shape[?,9,9,4]}
dp = Placeholder() {dtype=float shape=shape[?,4,4,8]}
axis = Const() {dtype=int32 value=int32[]{3}}
last = Const() {dtype=int32 value=int32[]{-1}}
first = Const() {dtype=int32 value=int32[]{1}}
a = Relu(x) {T=float}
b = Relu(other) {T=float}
z = ConcatV2(a, b, last) {T=float Tidx=int32 N=2}
p = MaxPool(z) {T=float data_format="NHWC" ksize=[1,3,3,1] padding="VALID" strides=[1,2,2,1]}
dz = MaxPoolGrad(z, p, dp) {T=float data_format="NHWC" ksize=[1,3,3,1] padding="VALID" strides=[1,2,2,1]}
as = Shape(a) {T=float out_type=int32}
bs = Shape(b) {T=float out_type=int32}
at = ConcatOffset(axis, as, bs) {N=2 shape_type=int32}
da = Slice(dz, at:0, as) {T=float Index=int32}
db = Slice(dz, at:1, bs) {T=float Index=int32}
y = AddV2(ua, ub) {T=float}
`

// TestPoolFirstTogether: so do masks of layers that are concatenated before the pool.
func TestPoolFirstTogether(t *testing.T) {
	feeds := map[string]*tensorflow.Tensor{"x": someNumbers(t, 1, 2, 9, 9, 4), "other": someNumbers(t, 2, 2, 9, 9, 4), "dp": someNumbers(t, 3, 2, 4, 4, 8)}
	for _, c := range []struct{ text, want string }{
		{"ua = ReluGrad(da, a) {T=float}\nub = ReluGrad(db, b) {T=float}\n", "Slice"},
		{"ua = ReluGrad(da, a) {T=float}\nub = ReluGrad(db, a) {T=float}\n", "ReluGrad"},
		{"ua = ReluGrad(da, a) {T=float}\nub = Relu6Grad(db, b) {T=float}\n", "ReluGrad"},
		{"ua = ReluGrad(da, a) {T=float}\nub = Neg(db) {T=float}\n", "ReluGrad"},
		{"ua = ReluGrad(da, a) {T=float}\nm = ReluGrad(db, b) {T=float}\nub = Mul(m, db) {T=float}\n", "ReluGrad"},
	} {
		g := faster(t, concatenated+c.text, poolFirst, feeds)
		if ua := g.Node("ua"); ua.Op != c.want {
			t.Errorf("%sua is now %s", c.text, ua)
		}
	}
}

// classes has the gradient of three classes of two images, behind a pool and a Relu.
const classes = `
targets = Placeholder() {dtype=int32 shape=shape[2]}
u = Placeholder() {dtype=float shape=shape[?,4,4,3]}
w = Placeholder() {dtype=float shape=shape[3,5]}
depth = Const() {dtype=int32 value=int32[]{3}}
on = Const() {dtype=float value=float[]{1.0}}
off = Const() {dtype=float value=float[]{0.0}}
half = Const() {dtype=float value=float[]{0.5}}
hot = OneHot(targets, depth, on, off) {T=float TI=int32 axis=-1}
warm = OneHot(targets, depth, on, half) {T=float TI=int32 axis=-1}
both = Const() {dtype=int32 value=int32[2]{2,3}}
seed = BroadcastTo(hot, both) {T=float Tidx=int32}
small = Const() {dtype=int32 value=int32[4]{2,1,1,3}}
image = Const() {dtype=int32 value=int32[4]{2,4,4,3}}
z = Relu(u) {T=float}
pixels = Const() {dtype=int32 value=int32[2]{-1,3}}
matrix = Const() {dtype=int32 value=int32[2]{3,5}}
turned = Const() {dtype=int32 value=int32[2]{5,3}}
rows = Reshape(w, matrix) {T=float Tshape=int32}
columns = Reshape(w, turned) {T=float Tshape=int32}
`

const pool = ` {T=float data_format="NHWC" ksize=[1,4,4,1] padding="VALID" strides=[1,1,1,1]}`

// TestScaleRows: a product of the targets' channels becomes a scaled row for each image.
func TestScaleRows(t *testing.T) {
	one, err := tensorflow.New([]int64{2}, []int32{2, 0})
	if err != nil {
		t.Fatal(err)
	}
	feeds := map[string]*tensorflow.Tensor{"targets": one, "u": someNumbers(t, 1, 2, 4, 4, 3), "w": someNumbers(t, 2, 3, 5)}
	const behind = "g = Reshape(SEED, small) {T=float Tshape=int32}\ndy = AvgPoolGrad(image, g)" + pool + "\n"
	const end = "a = Reshape(du, pixels) {T=float Tshape=int32}\ny = MatMul(a, B) {T=float transpose_a=false transpose_b=TURNED}\n"
	for _, c := range []struct{ text, want string }{
		{behind + "du = ReluGrad(dy, z) {T=float}\n" + end, "Reshape"},
		{behind + "du = Relu6Grad(dy, z) {T=float}\n" + end, "Reshape"},
		{behind + "du = Identity(dy) {T=float}\n" + end, "MatMul"},
		{strings.ReplaceAll(behind, "SEED", "warm") + "du = ReluGrad(dy, z) {T=float}\n" + end, "MatMul"},
		{"g = Reshape(SEED, small) {T=float Tshape=int32}\ndu = BroadcastTo(g, image) {T=float Tidx=int32}\n" + end, "MatMul"},
		{"du = Reshape(SEED, small) {T=float Tshape=int32}\n" + end, "MatMul"},
	} {
		for kernel, turned := range map[string]string{"rows": "false", "columns": "true"} {
			text := strings.NewReplacer("SEED", "seed", "B)", kernel+")", "TURNED", turned).Replace(classes + c.text)
			if g := faster(t, text, scaleRows, feeds); g.Node("y").Op != c.want {
				t.Errorf("%s: y is now %s, want %s", c.text, g.Node("y").Op, c.want)
			}
		}
	}
}

// parts has the gradient of two concatenated images, of 2 and 6 channels, from 3.
const parts = `
x = Placeholder() {dtype=float shape=shape[?,4,4,1]}
dy = Placeholder() {dtype=float shape=shape[?,3]}
w = Placeholder() {dtype=float shape=shape[8,3]}
k1 = VariableV2() {dtype=float shape=shape[1,1,1,2] container="" shared_name=""}
k2 = VariableV2() {dtype=float shape=shape[1,1,1,6] container="" shared_name=""}
axis = Const() {dtype=int32 value=int32[]{AXIS}}
all = Const() {dtype=int32 value=int32[4]{-1,4,4,8}}
matrix = Const() {dtype=int32 value=int32[2]{8,3}}
turned = Const() {dtype=int32 value=int32[2]{3,8}}
c1 = Conv2D(x, k1) {T=float padding="SAME" strides=[1,1,1,1]}
c2 = Conv2D(x, k2) {T=float padding="SAME" strides=[1,1,1,1]}
r2 = Relu(c2) {T=float}
s1 = Shape(c1) {T=float out_type=int32}
s2 = Shape(r2) {T=float out_type=int32}
at = ConcatOffset(axis, s1, s2) {N=2}
rows = Reshape(w, matrix) {T=float Tshape=int32}
columns = Reshape(w, turned) {T=float Tshape=int32}
product = MatMul(dy, B) {T=float transpose_a=false transpose_b=TURNED}
images = Reshape(product, all) {T=float Tshape=int32}
`

// TestSplitProducts: a product that is cut into slices becomes a product for each.
func TestSplitProducts(t *testing.T) {
	const both = "first = Slice(images, at, s1) {T=float Index=int32}\nsecond = Slice(images, at:1, s2) {T=float Index=int32}\n"
	for _, c := range []struct {
		text, axis, channels string
		want                 bool
	}{
		{both, "3", "6", true},
		{both + "third = Identity(images) {T=float}\n", "3", "6", false},
		{both + "third = Identity(product) {T=float}\n", "3", "6", false},
		{"second = Slice(images, at:1, s2) {T=float Index=int32}\nfirst = Identity(second) {T=float}\n", "3", "6", false},
		{both, "2", "6", false},
		{both, "3", "4", false},
		{both, "3", "7", false},
	} {
		for kernel, turned := range map[string]string{"rows": "true", "columns": "false"} {
			text := strings.NewReplacer("B)", kernel+")", "TURNED", turned, "AXIS", c.axis, "1,1,1,6", "1,1,1,"+c.channels).Replace(parts + c.text)
			g, err := gr.Parse(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			splitProducts(g)
			if got := g.Node("second").Op == "Reshape"; got != c.want {
				t.Errorf("%s: it is split: %t", c.text, got)
			}
		}
	}
	feedKernels(t)
}

// feedKernels runs the graph with values for its variables.
func feedKernels(t *testing.T) {
	t.Helper()
	feeds := map[string]*tensorflow.Tensor{"x": someNumbers(t, 1, 2, 4, 4, 1), "dy": someNumbers(t, 2, 32, 3), "w": someNumbers(t, 3, 8, 3), "k1": someNumbers(t, 4, 1, 1, 1, 2), "k2": someNumbers(t, 5, 1, 1, 1, 6)}
	for kernel, turned := range map[string]string{"rows": "true", "columns": "false"} {
		for _, y := range []string{"y = Slice(images, at, s1) {T=float Index=int32}\nz = Slice(images, at:1, s2) {T=float Index=int32}\n",
			"z = Slice(images, at, s1) {T=float Index=int32}\ny = Slice(images, at:1, s2) {T=float Index=int32}\n"} {
			text := strings.NewReplacer("B)", kernel+")", "TURNED", turned, "AXIS", "3").Replace(parts + y)
			if g := faster(t, text, splitProducts, feeds); g.Node("y").Op != "Reshape" {
				t.Errorf("y is a %s", g.Node("y").Op)
			}
		}
	}
}
