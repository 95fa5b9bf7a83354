package explain_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// A tolerance bounds the difference between two maps: the largest one over the
// largest |b|, and the relative L2 error ||a - b|| / ||b||.
type tolerance struct{ max, l2 float64 }

// The original code against itself, with other kernels and threads, is the
// floor (testdata/goldens/README.md). Rounding is larger between processors:
// Python's eps-LRP of vgg_16_small on an AMD EPYC with AVX-512 differs from the
// recorded one by 4.6e-3 and 1.5e-3, and agrees with tfreeze there to the bit.
var tolerances = map[string]map[explain.Variant]tolerance{
	"grad":            {explain.Plain: {1e-5, 1e-5}, explain.Threshold: {1e-5, 1e-5}, explain.Mask: {1e-5, 1e-5}},
	"guided_backprop": {explain.Plain: {1e-5, 1e-5}, explain.Threshold: {1e-5, 1e-5}, explain.Mask: {1e-5, 1e-5}},
	// A node within an ulp of zero, or of its threshold, flips.
	"smooth_guided_backprop": {explain.Plain: {1e-3, 1e-4}, explain.Threshold: {1e-3, 1e-3}, explain.Mask: {1e-5, 1e-5}},
	// Units with |u| near eps.
	"elrp": {explain.Plain: {1e-2, 3e-3}, explain.Threshold: {1e-5, 1e-5}, explain.Mask: {1e-5, 1e-5}},
	// The branch at a difference of 1e-5.
	"deeplift": {explain.Plain: {2e-4, 2e-4}, explain.Threshold: {1e-5, 1e-5}, explain.Mask: {1e-5, 1e-5}},
	// A max-pool tie, a ReLU at zero or a node at its threshold flips one patch.
	"smoothgrad": {explain.Plain: {2e-2, 5e-3}, explain.Threshold: {1e-3, 1e-3}, explain.Mask: {1e-5, 1e-5}},
	// Samples near the baseline have ties.
	"intgrad10": {explain.Plain: {5e-3, 5e-3}, explain.Threshold: {1e-3, 1e-3}, explain.Mask: {1e-5, 1e-5}},
	// Its alpha = 0 sample is a constant image: every max-pool ties.
	"pair_ig25": {explain.Plain: {3e-2, 1e-2}, explain.Threshold: {2e-3, 2e-3}, explain.Mask: {5e-5, 1e-5}},
}

// A form is one way in which a network of the goldens comes.
type form struct {
	name   string
	golden string
	source func(t *testing.T) savedmodels.Source
}

func path(p string) func(*testing.T) savedmodels.Source {
	return func(*testing.T) savedmodels.Source { return savedmodels.Source{Path: p} }
}

func checkpoint(p string) func(*testing.T) savedmodels.Source {
	return func(*testing.T) savedmodels.Source { return savedmodels.Source{Arch: "vgg_16", Checkpoint: p} }
}

const testdata = "../testdata/"

var forms = []form{
	{"tiny/frozen graph", "tiny.case0", path(testdata + "tiny/frozen.pb")},
	{"tiny/SavedModel", "tiny.case1", path(testdata + "tiny/saved_model_tf1")},
	{"tiny/SavedModel of resources", "tiny.case0", path(testdata + "tiny/saved_model_tf1_resource")},
	{"tiny/MetaGraph", "tiny.case1", path(testdata + "tiny/ckpt_v2/tiny.ckpt.meta")},
	{"tiny/generated", "tiny.case1", generated},
	{"squeezenet/SavedModel", "squeezenet.chelsea", path(testdata + "squeezenet/saved_model")},
	{"squeezenet/SavedModel of resources", "squeezenet.chelsea", resources},
	{"vgg_16_small/V1 checkpoint", "vgg_16_small.chelsea", checkpoint(testdata + "vgg_16_small/ckpt_v1/vgg_16_small.ckpt")},
	{"vgg_16_small/V2 checkpoint", "vgg_16_small.chelsea", checkpoint(testdata + "vgg_16_small/ckpt_v2/vgg_16_small.ckpt")},
}

// generated is what gen writes of the frozen graph, with all weights as
// variables.
func generated(t *testing.T) savedmodels.Source {
	m := load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})
	p, err := gen.Build(m, gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "generated")
	if err := gen.Write(p, dir); err != nil {
		t.Fatal(err)
	}
	return savedmodels.Source{Path: dir}
}

// resources puts the SavedModel with VarHandleOps together with the variables,
// which are those of the other SavedModel to the byte.
func resources(t *testing.T) savedmodels.Source {
	dir := t.TempDir()
	variables, err := filepath.Abs(testdata + "squeezenet/saved_model/variables")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(testdata + "squeezenet/saved_model_resource/saved_model.pb")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "saved_model.pb"), raw, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(variables, filepath.Join(dir, "variables")); err != nil {
		t.Fatal(err)
	}
	return savedmodels.Source{Path: dir}
}

// TestGoldens compares every method and variant with the original Python code.
func TestGoldens(t *testing.T) {
	for _, f := range forms {
		t.Run(f.name, func(t *testing.T) {
			g := readGolden(t, f.golden)
			e := open(t, load(t, f.source(t)))
			for _, v := range explain.Variants {
				compareVariant(t, e, g, v)
			}
		})
	}
}

func compareVariant(t *testing.T, e *explain.Explainer, g *golden, v explain.Variant) {
	t.Helper()
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Noise, r.Steps = methods.All, []explain.Variant{v}, g.arrays["noise"].data, 10
	result := run(t, e, g, r)
	if want := int(g.arrays["target"].data[0]); result.Target != want {
		t.Errorf("%s: target %d, want %d", v, result.Target, want)
	}
	got := map[string][]float32{}
	for _, a := range result.Attributions {
		got[a.Method] = a.Values
	}
	got["intgrad10"] = got["integrated_gradients"]
	r.Methods, r.Path, r.Steps = only(t, "integrated_gradients"), explain.Endpoints, 25
	got["pair_ig25"] = run(t, e, g, r).Attributions[0].Values
	for method, allowed := range tolerances {
		if err := compare(got[method], g.want(v, method), allowed[v]); err != nil {
			t.Errorf("%s, %s: %v", method, v, err)
		}
	}
	compareDerived(t, g, v, got)
	compareThresholds(t, g, result)
}

// compareDerived checks the methods that are determined by the gradient.
func compareDerived(t *testing.T, g *golden, v explain.Variant, got map[string][]float32) {
	t.Helper()
	grad := g.want(v, "grad")
	product, absolute := make([]float32, len(grad)), make([]float32, len(grad))
	for i := range grad {
		product[i], absolute[i] = grad[i]*g.x[i], float32(math.Abs(float64(grad[i])))
	}
	if err := compare(got["grad_x_input"], product, tolerances["grad"][v]); err != nil {
		t.Errorf("grad_x_input, %s: %v", v, err)
	}
	if err := compare(got["saliency"], absolute, tolerances["grad"][v]); err != nil {
		t.Errorf("saliency, %s: %v", v, err)
	}
}

// compareThresholds allows a relative error of 5e-6: the logits of the original
// code differ by 1e-6 between kernels, and a layer may have few positive nodes.
func compareThresholds(t *testing.T, g *golden, r *explain.Result) {
	t.Helper()
	want := g.arrays["threshold/thresholds"].data
	if len(r.Layers) != len(want) {
		t.Fatalf("%d layers, want %d", len(r.Layers), len(want))
	}
	for i, l := range r.Layers {
		if math.Abs(float64(l.Threshold-want[i])) > 5e-6*math.Abs(float64(want[i])) {
			t.Errorf("threshold of %s: %v, want %v", l.Name, l.Threshold, want[i])
		}
	}
}

func compare(got, want []float32, allowed tolerance) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d elements, want %d", len(got), len(want))
	}
	var largest, worst, squares, scale float64
	for i := range want {
		w, d := float64(want[i]), math.Abs(float64(got[i])-float64(want[i]))
		largest, worst = max(largest, math.Abs(w)), max(worst, d)
		squares, scale = squares+d*d, scale+w*w
	}
	if !(worst <= allowed.max*largest) || !(math.Sqrt(squares) <= allowed.l2*math.Sqrt(scale)) {
		return fmt.Errorf("off by %.2g of the largest, %.2g in L2; allowed %g, %g",
			worst/largest, math.Sqrt(squares/scale), allowed.max, allowed.l2)
	}
	return nil
}

func run(t *testing.T, e *explain.Explainer, g *golden, r explain.Request) *explain.Result {
	t.Helper()
	result, err := e.Explain(context.Background(), g.shape, g.x, r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}
