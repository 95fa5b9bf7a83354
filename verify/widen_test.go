package verify

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/internal/tolerances"
)

// A wideCase is an op that TensorFlow has for float32 alone: what it reads besides
// the constants, and its attributes.
type wideCase struct {
	op     string
	shapes []gr.Shape
	consts []gr.Output
	attrs  gr.Attrs
}

// wideCases are the ops that Widen composes, with every attribute that they have.
func wideCases(s gr.Scope) []wideCase {
	numbers := func(values ...float32) gr.Output {
		return s.Const("numbers", gr.Tensor(gr.Shape{int64(len(values))}, values...))
	}
	var cases []wideCase
	channels := []gr.Output{numbers(1, 2, .5, .7, 3), numbers(0, 1, -1, 2, 3), numbers(.1, .2, .3, 0, -1), numbers(1, 2, .01, .5, 4)}
	norm := gr.Attrs{"epsilon": float32(0.01), "is_training": false}
	for _, op := range []string{"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"} {
		cases = append(cases, wideCase{op, []gr.Shape{{2, 3, 4, 5}}, channels, norm})
	}
	// In training mode the statistics are those of what is given, and none are read.
	none := gr.Shape{0}
	rows := []gr.Output{channels[0], channels[1], s.Const("none", gr.Tensor[float32](none)), s.Const("none", gr.Tensor[float32](none))}
	for _, shape := range []gr.Shape{{2, 3, 4, 5}, {1, 5, 7, 1}} {
		training := gr.Attrs{"epsilon": float32(0.01), "is_training": true, "data_format": map[int64]string{2: "NHWC", 1: "NCHW"}[shape[0]]}
		cases = append(cases, wideCase{"FusedBatchNormV3", []gr.Shape{shape}, rows, training})
	}
	lrn := gr.Attrs{"depth_radius": 1, "bias": float32(2), "alpha": float32(.3), "beta": float32(.75)}
	x := gr.Shape{1, 4, 3, 5}
	cases = append(cases, wideCase{"LRN", []gr.Shape{x}, nil, lrn}, wideCase{"LRN", []gr.Shape{x}, nil, nil},
		wideCase{"LRNGrad", []gr.Shape{x, x, x}, nil, lrn})
	for _, op := range []string{"ResizeBilinear", "ResizeBicubic"} {
		for _, how := range []gr.Attrs{{}, {"align_corners": true}, {"half_pixel_centers": true}} {
			size := s.Const("size", gr.Tensor(gr.Shape{2}, int32(7), 2))
			cases = append(cases, wideCase{op, []gr.Shape{{2, 4, 3, 5}}, []gr.Output{size}, how},
				wideCase{op + "Grad", []gr.Shape{{2, 7, 2, 5}, {2, 4, 3, 5}}, nil, how})
		}
	}
	return cases
}

// TestComposed: what Widen makes of ops that know no float64 computes the same.
func TestComposed(t *testing.T) {
	allowed := tolerances.Of("widened ops").Value
	for i := range wideCases(gr.Scope{Graph: gr.New()}) {
		s := gr.Scope{Graph: gr.New()}
		c := wideCases(s)[i]
		t.Run(fmt.Sprint(c.op, c.attrs), func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			given, wide := map[string]*tensorflow.Tensor{}, map[string]*tensorflow.Tensor{}
			var inputs []gr.Output
			for k, shape := range c.shapes {
				p := s.Op("Placeholder", fmt.Sprint("x", k), gr.Type{DType: gr.Float, Shape: shape}, gr.Attrs{"dtype": gr.Float, "shape": shape})
				values := make([]float32, shape.Elements())
				for i := range values {
					values[i] = float32(random.NormFloat64())
				}
				given[p.String()], _ = tensorflow.New(shape, values)
				wide[p.String()], _ = tensorflow.New(shape, wider(values))
				inputs = append(inputs, p)
			}
			attrs := gr.Attrs{"T": gr.Float}
			for key, v := range c.attrs {
				attrs[key] = v
			}
			if c.op == "FusedBatchNormV2" || c.op == "FusedBatchNormV3" {
				attrs["U"] = gr.Float
			}
			y := s.Op(c.op, "y", gr.Type{DType: gr.Float}, attrs, append(inputs, c.consts...)...)
			want := run[float32](t, s.Graph, given, y.String())
			defs, err := tensorflow.OpDefs()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := gr.Widen(s.Graph, inputs[0], nil, func(op string) *opdefpb.OpDef { return defs[op] }); err != nil {
				t.Fatal(err)
			}
			if got := apart(run[float64](t, s.Graph, wide, y.String()), wider(want)); !(got <= allowed) {
				t.Errorf("they differ by %.2g", got)
			}
		})
	}
}

func run[T float32 | float64](t *testing.T, g *gr.Graph, feeds map[string]*tensorflow.Tensor, fetch string) []T {
	t.Helper()
	raw, err := marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	session, err := tensorflow.NewSession(raw, tensorflow.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	out, err := session.Run(feeds, []string{fetch})
	if err != nil {
		t.Fatal(err)
	}
	values, err := tensorflow.Values[T](out[0])
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// TestNarrow: an op that stays in float32 is named, and so is one in half precision.
func TestNarrow(t *testing.T) {
	defs, err := tensorflow.OpDefs()
	if err != nil {
		t.Fatal(err)
	}
	for op, attrs := range map[string]gr.Attrs{
		"FakeQuantWithMinMaxArgs": {},
		"Cast":                    {"SrcT": gr.Float, "DstT": gr.Half},
	} {
		s := gr.Scope{Graph: gr.New()}
		x := s.Op("Placeholder", "x", gr.Type{DType: gr.Float}, gr.Attrs{"dtype": gr.Float})
		s.Op(op, "y", gr.Type{DType: gr.Float}, attrs, x)
		_, err := gr.Widen(s.Graph, x, nil, func(op string) *opdefpb.OpDef { return defs[op] })
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("widen: node \"y\" (%s): ", op)) {
			t.Errorf("%s: %v", op, err)
		}
	}
}
