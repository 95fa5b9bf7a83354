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

// TestLayOnceLeavesLargeKernels: they would take much memory.
func TestLayOnceLeavesLargeKernels(t *testing.T) {
	t.Setenv("TF_ENABLE_ONEDNN_OPTS", "1")
	g := gr.New()
	s := gr.Scope{Graph: g}
	x := s.Op("Placeholder", "x", gr.Type{DType: gr.Float}, nil)
	for name, shape := range map[string]gr.Shape{"small": {1, 1, 1024, 2047}, "large": {1, 1, 1024, 2048}} {
		w := s.Op("VariableV2", name+"/w", gr.Type{DType: gr.Float, Shape: shape}, gr.Attrs{"dtype": gr.Float, "shape": shape})
		s.Op("Conv2D", name, gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float}, x, w)
	}
	if err := layOnce(g); err != nil {
		t.Fatal(err)
	}
	if small, large := g.Node("small").Op, g.Node("large").Op; small != "_MklNativeConv2D" || large != "Conv2D" {
		t.Errorf("the small kernel is in a %s, the large one in a %s", small, large)
	}
}

// runsOf fetches the node y in runs of several batches, after the kernel was set.
func runsOf(t *testing.T, g *gr.Graph, inOneGroup bool) (all [][]float32) {
	t.Helper()
	s, err := tensorflow.NewSession(marshaled(t, g), tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	channels := int64(32)
	if inOneGroup {
		channels = 64
	}
	kernel := someNumbers(t, 1, 3, 3, channels, 64)
	if _, err := s.Run(map[string]*tensorflow.Tensor{"init": kernel}, nil, "set"); err != nil {
		t.Fatal(err)
	}
	feeds := map[string]*tensorflow.Tensor{"init": kernel}
	if g.Node("b") != nil {
		feeds["b"] = someNumbers(t, 3, 64)
	}
	for _, batch := range []int64{1, 1, 8, 3, 1} {
		feeds["x"] = someNumbers(t, 2, batch, 9, 9, 64)
		all = append(all, yOf(t, s, feeds))
	}
	return all
}
