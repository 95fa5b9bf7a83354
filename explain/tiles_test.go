package explain

import (
	"fmt"
	"math"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/fastconv"
	"tfreeze/savedmodels"
)

// TestTile: gradients that are computed in tiles equal those by TensorFlow's ops, but for
// rounding, for a batch of any size.
func TestTile(t *testing.T) {
	const (
		weights = `
			p = Placeholder() {dtype=float shape=shape[?,H,W,CHANNELS]} -> float[?,H,W,CHANNELS]
			w = VarHandleOp() {container="" dtype=float shape=shape[3,3,CHANNELS,32] shared_name="w"} -> resource[]
			init = Placeholder() {dtype=float shape=shape[3,3,CHANNELS,32]} -> float[3,3,CHANNELS,32]
			set = AssignVariableOp(w, init) {dtype=float}
			k = ReadVariableOp(w) {dtype=float} -> float[3,3,CHANNELS,32]
			x = Relu(p) {T=float} -> float[?,H,W,CHANNELS]
			s = Placeholder() {dtype=float shape=shape[32]} -> float[32]
			dy = Placeholder() {dtype=float shape=shape[?,H,W,32]} -> float[?,H,W,32]
		`
		conv   = `c = Conv2D(x, k) {T=float data_format="NHWC" dilations=[1,1,1,1] explicit_paddings=[] padding="SAME" strides=[1,1,1,1]} -> float[?,H,W,32]`
		plain  = conv + "\ny = Identity(c) {T=float} -> float[?,H,W,32]"
		scaled = conv + `
			v = VarHandleOp() {container="" dtype=float shape=shape[32] shared_name="v"} -> resource[]
			setv = AssignVariableOp(v, s) {dtype=float}
			r = ReadVariableOp(v) {dtype=float} -> float[32]
			y = Mul(c, r) {T=float} -> float[?,H,W,32]`
		valid = `
			c = Conv2D(x, k) {T=float data_format="NHWC" dilations=[1,1,1,1] explicit_paddings=[] padding="VALID" strides=[1,1,1,1]} -> float[?,INNER,32]
			z = Const() {dtype=int32 value=int32[4,2]{0, 0, 1, 1, 1, 1, 0, 0}} -> int32[4,2]
			y = Pad(c, z) {T=float Tpaddings=int32} -> float[?,H,W,32]`
	)
	for _, c := range []struct {
		text, of string
		h, w     int64
		channels int64
		gated    []int64 // the numbers of gates of the tiled ops
	}{
		{plain, "x", 9, 13, 3, []int64{0}},
		{plain, "p", 15, 17, 48, []int64{1}},
		{scaled, "p", 9, 13, 80, []int64{1}},
		{scaled, "x", 15, 17, 16, []int64{0}},
		{valid, "p", 15, 17, 16, nil},
	} {
		name := fmt.Sprintf("%d channels, of %s, %t", c.channels, c.of, c.text == plain)
		sizes := strings.NewReplacer("CHANNELS", fmt.Sprint(c.channels), "H,W", fmt.Sprintf("%d,%d", c.h, c.w), "INNER", fmt.Sprintf("%d,%d", c.h-2, c.w-2))
		g, err := gr.Parse(strings.NewReader(sizes.Replace(weights + c.text + "\n")))
		if err != nil {
			t.Fatal(err)
		}
		of := gr.Scope{Graph: g, Prefix: "g"}
		fast := fastconv.New(of)
		dx, err := autodiff.Gradient(of, g.Node("y").Out(0), g.Node("dy").Out(0), g.Node(c.of).Out(0), &autodiff.Own{Fast: fast.Rules()})
		if err != nil {
			t.Fatal(err)
		}
		e, w := &Explainer{graph: g}, &savedmodels.Weights{}
		w = e.derived(w, fast)
		want := gradientsOf(t, g, dx, c.h, c.w, c.channels, w.Derive)
		faster := fastconv.New(gr.Scope{Graph: g, Prefix: "faster"})
		e.tile(faster)
		var gated []int64
		for _, name := range g.Names() {
			if n := g.Node(name); n.Op == fastconv.TiledOp {
				gated = append(gated, n.Int("gated", -1))
			}
		}
		if fmt.Sprint(gated) != fmt.Sprint(c.gated) {
			t.Errorf("%s: tiled ops have %v gates, want %v", name, gated, c.gated)
		}
		got := gradientsOf(t, g, dx, c.h, c.w, c.channels, e.derived(w, faster).Derive)
		for i := range want {
			// 288 terms of up to 0.81 round by 2^-24 of their sum, and in tiles by four times as much.
			if d := math.Abs(float64(got[i] - want[i])); !(d < 6e-5) {
				t.Fatalf("%s: element %d is %v, and %v by TensorFlow's ops", name, i, got[i], want[i])
			}
		}
	}
}

// gradientsOf computes a gradient for one image and for three.
func gradientsOf(t *testing.T, g *gr.Graph, dx gr.Output, h, w, channels int64, derive string) (all []float32) {
	t.Helper()
	s, err := tensorflow.NewSession(marshaled(t, g), tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	feeds := map[string]*tensorflow.Tensor{"init": someNumbers(t, 1, 3, 3, channels, 32), "s": someNumbers(t, 5, 32)}
	targets := []string{"set"}
	if g.Node("setv") != nil {
		targets = append(targets, "setv")
	}
	if derive != "" {
		targets = append(targets, derive)
	}
	for _, target := range targets {
		if _, err := s.Run(feeds, nil, target); err != nil {
			t.Fatal(err)
		}
	}
	for _, batch := range []int64{1, 3} {
		feeds["p"], feeds["dy"] = someNumbers(t, 2, batch, h, w, channels), someNumbers(t, 3, batch, h, w, 32)
		out, err := s.Run(feeds, []string{dx.String()})
		if err != nil {
			t.Fatal(err)
		}
		values, err := tensorflow.Values[float32](out[0])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, values...)
	}
	return all
}
