package integration

import (
	"context"
	"math"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// large builds a network with kernels as large as VGG16's: a 3x3 convolution of 64 to
// 1024 channels, one in two groups, and fully connected layers as convolutions, of
// 16x16x128 to 64 channels and of 64 to 5.
func large(t *testing.T) *savedmodels.Model {
	t.Helper()
	g := gr.New()
	s := gr.Scope{Graph: g}
	n := uint32(1)
	conv := func(name string, x gr.Output, padding string, shape ...int64) gr.Output {
		values := make([]float32, shape[0]*shape[1]*shape[2]*shape[3])
		scale := math.Sqrt(2 / float64(shape[0]*shape[1]*shape[2]))
		for i := range values {
			n = n*1664525 + 1013904223
			values[i] = float32(scale * (float64(n>>8)/(1<<23) - 1))
		}
		return s.Op("Conv2D", name, gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "strides": []int{1, 1, 1, 1}, "padding": padding},
			x, s.Const(name+"/weights", gr.Tensor(shape, values...)))
	}
	relu := func(x gr.Output) gr.Output {
		return s.Op("Relu", x.Node.Name+"/Relu", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float}, x)
	}
	x := s.Op("Placeholder", "x", gr.Type{DType: gr.Float}, gr.Attrs{"dtype": gr.Float, "shape": gr.Shape{-1, 16, 16, 64}})
	y := relu(conv("wide", x, "SAME", 3, 3, 64, 1024))
	y = relu(conv("grouped", y, "SAME", 3, 3, 512, 128))
	y = relu(conv("full", y, "VALID", 16, 16, 128, 64))
	y = conv("last", y, "VALID", 1, 1, 64, 5)
	s.Op("Squeeze", "logits", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "squeeze_dims": []int{1, 2}}, y)
	return &savedmodels.Model{Path: "large.pb", Graph: g}
}

// TestHasten: with large kernels laid out once and as products, scores and maps equal those
// of the plain network, for one image and for a batch, and both for a model in memory
// and for a model that gen wrote.
func TestHasten(t *testing.T) {
	images := make([][]float32, 2)
	for k := range images {
		images[k] = make([]float32, 16*16*64)
		for i := range images[k] {
			images[k][i] = float32((i*(7+k))%11) - 5
		}
	}
	r := explain.NewRequest()
	r.Variants, r.Engine = serving.Variants, explain.DenseEngine
	r.Options.Set(methods.Steps.Is(3))
	r.Methods = only(t, "grad", "elrp", "deeplift", "integrated_gradients")
	exact := openBuilt(t, gen.Options{Exact: true}, false)
	for name, e := range map[string]*explain.Explainer{
		"built": openBuilt(t, gen.Options{}, false), "written": openBuilt(t, gen.Options{}, true), "written exactly": openBuilt(t, gen.Options{Exact: true}, true),
	} {
		for n := 1; n <= len(images); n++ {
			want, got := explainAll(t, exact, images[:n], r), explainAll(t, e, images[:n], r)
			for i := range want {
				if err := compare(got[i].Scores, want[i].Scores, tolerances.Of("rounding")); err != nil {
					t.Errorf("%s, %d images: scores: %v", name, n, err)
				}
				for j, a := range got[i].Attributions {
					if err := compare(a.Values, want[i].Attributions[j].Values, tolerances.Of("maps of hastened networks")); err != nil {
						t.Errorf("%s, %d images: %s, %s: %v", name, n, a.Method, a.Variant, err)
					}
				}
			}
		}
	}
}

// openBuilt opens the large network after gen has built it or written it.
func openBuilt(t *testing.T, o gen.Options, write bool) *explain.Explainer {
	t.Helper()
	m := large(t)
	p, err := gen.Build(m, o)
	if err != nil {
		t.Fatal(err)
	}
	if write {
		m = load(t, savedmodels.Source{Path: written(t, p)})
	}
	return open(t, m)
}

func explainAll(t *testing.T, e *explain.Explainer, images [][]float32, r explain.Request) []*explain.Result {
	t.Helper()
	results, err := e.ExplainBatch(context.Background(), []int64{16, 16, 64}, images, r)
	if err != nil {
		t.Fatal(err)
	}
	return results
}
