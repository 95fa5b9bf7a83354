package explain

import (
	"slices"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

const weighted = `
x = Placeholder() {dtype=float shape=shape[?,9,9,64]}
w = VarHandleOp() {container="" dtype=float shape=shape[3,3,CHANNELS,64] shared_name="w"}
init = Placeholder() {dtype=float shape=shape[3,3,CHANNELS,64]}
set = AssignVariableOp(w, init) {dtype=float}
k = ReadVariableOp(w) {dtype=float}
other = NoOp()
`

// TestLayOnce: a convolution by a variable keeps its kernel, with the same bits in every
// run, for batches of any size.
func TestLayOnce(t *testing.T) {
	const (
		conv    = `c = Conv2D(x, k, ^other) {T=float data_format="NHWC" dilations=[1,1,1,1] explicit_paddings=[] padding="SAME" strides=[1,1,1,1]}` + "\n"
		strided = `y = Conv2D(x, k, ^other) {T=float data_format="NHWC" dilations=[1,1,1,1] explicit_paddings=[0,0,1,1,1,2,0,0] padding="EXPLICIT" strides=[1,2,2,1]}` + "\n"
		plain   = conv + "y = Identity(c) {T=float}\n"
		bias    = conv + "b = Placeholder() {dtype=float shape=shape[64]}\ny = BiasAdd(c, b) {T=float data_format=\"NHWC\"}\n"
		fed     = `y = Conv2D(x, init) {T=float data_format="NHWC" dilations=[1,1,1,1] explicit_paddings=[] padding="SAME" strides=[1,1,1,1]}` + "\n"
	)
	for _, c := range []struct{ text, oneDNN, channels, node, want string }{
		{plain, "1", "64", "c", "_MklNativeConv2D"},
		{strided, "1", "64", "y", "_MklNativeConv2D"},
		{plain, "1", "32", "c", "_MklNativeConv2D"},
		{bias, "1", "64", "y", "_MklNativeFusedConv2D"},
		{plain, "0", "64", "c", "Conv2D"},
		{fed, "1", "64", "y", "Conv2D"},
	} {
		t.Setenv("TF_ENABLE_ONEDNN_OPTS", c.oneDNN)
		g, err := gr.Parse(strings.NewReader(strings.ReplaceAll(weighted+c.text, "CHANNELS", c.channels)))
		if err != nil {
			t.Fatal(err)
		}
		want := runsOf(t, g, c.channels == "64")
		addInside(g)
		if err := layOnce(g); err != nil {
			t.Fatal(err)
		}
		n := g.Node(c.node)
		if n.Op != c.want {
			t.Errorf("%s%s is a %s, want %s", c.text, c.node, n.Op, c.want)
		}
		if c.text != fed && len(n.Control) != 1 {
			t.Errorf("%sit waits for %v", c.text, n.Control)
		}
		if got := runsOf(t, g, c.channels == "64"); !slices.EqualFunc(got, want, slices.Equal) || len(got[0]) == 0 {
			t.Errorf("%sthe values change", c.text)
		}
	}
}

// TestLayOnceOfLargeKernels: kernels as large as VGG16's keep each sum, too.
func TestLayOnceOfLargeKernels(t *testing.T) {
	t.Setenv("TF_ENABLE_ONEDNN_OPTS", "1")
	text := strings.NewReplacer("9,9,64", "14,14,512", "3,3,CHANNELS,64", "3,3,512,512").Replace(weighted) +
		`y = Conv2D(x, k) {T=float data_format="NHWC" dilations=[1,1,1,1] explicit_paddings=[] padding="SAME" strides=[1,1,1,1]}` + "\n"
	g, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	kernel := someNumbers(t, 1, 3, 3, 512, 512)
	var batches []*tensorflow.Tensor
	for _, n := range []int64{1, 2, 1} {
		batches = append(batches, someNumbers(t, 2, n, 14, 14, 512))
	}
	want := batchesOf(t, g, map[string]*tensorflow.Tensor{"init": kernel}, batches)
	if err := layOnce(g); err != nil {
		t.Fatal(err)
	}
	if y := g.Node("y"); y.Op != "_MklNativeConv2D" || !y.Bool("is_filter_const") {
		t.Errorf("y is a %s", y.Op)
	}
	if got := batchesOf(t, g, map[string]*tensorflow.Tensor{"init": kernel}, batches); !slices.EqualFunc(got, want, slices.Equal) || len(got[0]) == 0 {
		t.Error("the values change")
	}
}

// runsOf fetches the node y in runs of several batches, after the kernel was set.
func runsOf(t *testing.T, g *gr.Graph, inOneGroup bool) [][]float32 {
	t.Helper()
	channels := int64(32)
	if inOneGroup {
		channels = 64
	}
	feeds := map[string]*tensorflow.Tensor{"init": someNumbers(t, 1, 3, 3, channels, 64)}
	if g.Node("b") != nil {
		feeds["b"] = someNumbers(t, 3, 64)
	}
	var batches []*tensorflow.Tensor
	for _, n := range []int64{1, 1, 8, 3, 1} {
		batches = append(batches, someNumbers(t, 2, n, 9, 9, 64))
	}
	return batchesOf(t, g, feeds, batches)
}

// batchesOf sets the kernel, and fetches the node y for each batch.
func batchesOf(t *testing.T, g *gr.Graph, feeds map[string]*tensorflow.Tensor, batches []*tensorflow.Tensor) (all [][]float32) {
	t.Helper()
	s, err := tensorflow.NewSession(marshaled(t, g), tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Run(map[string]*tensorflow.Tensor{"init": feeds["init"]}, nil, "set"); err != nil {
		t.Fatal(err)
	}
	for _, x := range batches {
		feeds["x"] = x
		all = append(all, yOf(t, s, feeds))
	}
	return all
}
