package integration

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/internal/npy"
	"tfreeze/internal/tensorflow"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// A recordedCriterion is a network with what Python found of it (tools/criteria).
type recordedCriterion struct {
	explainer *explain.Explainer
	arrays    map[string]array
	shape     []int64
	x         []float32
}

func recordedCriteria(t *testing.T) map[string]recordedCriterion {
	t.Helper()
	small := recordedCriterion{explainer: open(t, load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"})), arrays: readArrays(t, testdata+"criteria/tiny.npz"), shape: []int64{6, 6, 3}}
	small.x = readGolden(t, "tiny.case0").x
	photo := recordedCriterion{explainer: open(t, load(t, savedmodels.Source{Path: squeezenet + "saved_model"})), arrays: readArrays(t, testdata+"criteria/squeezenet.npz"), shape: []int64{227, 227, 3}}
	photo.x = inputs.Preprocess(inputs.Crop.Fit(readImage(t, "chelsea_227.png"), 227, 227), squeezenetRecipe(t))
	return map[string]recordedCriterion{"tiny": small, "squeezenet": photo}
}

// byCriterion is a request for maps by mask.
func byCriterion(t *testing.T, engine explain.Engine, settings ...methods.Setting) explain.Request {
	t.Helper()
	r := explain.NewRequest()
	r.Methods, r.Variants, r.Engine = only(t, "grad", "integrated_gradients"), []serving.Variant{serving.Mask}, engine
	r.Options = methods.With(methods.Steps.Is(5)).With(settings...)
	return r
}

// TestCriteria compares thresholds, counts and maps with those of Python.
func TestCriteria(t *testing.T) {
	for name, c := range recordedCriteria(t) {
		for _, criterion := range []string{methods.ByActivation, methods.ByContribution} {
			for _, over := range []string{methods.OverLayer, methods.OverNetwork} {
				for _, engine := range []explain.Engine{explain.DenseEngine, explain.PrunedEngine} {
					r := byCriterion(t, engine, methods.Criterion.Is(criterion), methods.PercentileOver.Is(over))
					result, err := c.explainer.Explain(context.Background(), c.shape, c.x, r)
					if err != nil {
						t.Fatal(err)
					}
					key := criterion + "/" + over + "/"
					t.Run(fmt.Sprint(name, "/", key, engine), func(t *testing.T) { compareCriterion(t, c.arrays, key, result) })
				}
			}
		}
	}
}

func compareCriterion(t *testing.T, recorded map[string]array, key string, got *explain.Result) {
	t.Helper()
	layers := slices.SortedFunc(slices.Values(got.Layers), func(a, b explain.Layer) int { return strings.Compare(a.Name, b.Name) })
	flips := int(tolerances.Of("nodes at a threshold").Value)
	for i, l := range layers {
		want, selected := recorded[key+"thresholds"].data[i], int(recorded[key+"selected"].data[i])
		if off := float64(l.Threshold-want) / float64(want); !(off <= tolerances.Of("thresholds of contributions").Value && -off <= tolerances.Of("thresholds of contributions").Value) {
			t.Errorf("%s: threshold %v, want %v", l.Name, l.Threshold, want)
		}
		if l.Selected < selected-flips || l.Selected > selected+flips || l.Positives != int(recorded[key+"positives"].data[i]) {
			t.Errorf("%s: %d of %d positive nodes pass, want %d of %v", l.Name, l.Selected, l.Positives, selected, recorded[key+"positives"].data[i])
		}
	}
	compareToPython(t, recorded, key, got)
}

func compareToPython(t *testing.T, recorded map[string]array, key string, got *explain.Result) {
	t.Helper()
	for _, a := range got.Attributions {
		if want, ok := recorded[key+a.Method]; ok {
			if err := compare(a.Values, want.data, tolerances.Of("maps by criteria")); err != nil {
				t.Errorf("%s: %v", a.Method, err)
			}
		}
	}
}

// TestContributions compares contributions with Python's, node by node.
func TestContributions(t *testing.T) {
	c := recordedCriteria(t)["tiny"]
	for p := range 100 {
		r := byCriterion(t, explain.DenseEngine, methods.Criterion.Is(methods.ByContribution), methods.Percentile.Is(float64(p)))
		feeds, err := c.explainer.VariantFeeds(context.Background(), c.shape, c.x, r)
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"tiny/conv1/Relu", "tiny/conv2/Relu"} {
			pass, err := tensorflow.Values[bool](feeds[serving.Mask][name+"/freeze/pass:0"])
			if err != nil {
				t.Fatal(err)
			}
			contributions := c.arrays[fmt.Sprintf("contribution/%d", i)].data
			limit := bySorting(contributions, float64(p))
			for n, v := range contributions {
				if near := v-limit < 1e-5*limit && limit-v < 1e-5*limit; pass[n] != (v >= limit) && !near {
					t.Fatalf("percentile %d, %s: node %d of contribution %v passes: %v, at a threshold of %v", p, name, n, v, pass[n], limit)
				}
			}
		}
	}
}

// TestMasksFromFiles: one layer freezes by a mask of its own, and the others do not. Both
// engines give Python's map.
func TestMasksFromFiles(t *testing.T) {
	for name, c := range recordedCriteria(t) {
		second := map[string]string{"tiny": "tiny/conv2/Relu", "squeezenet": "squeezenet/fire2/squeeze1x1/Relu"}[name]
		var shape []int64
		for _, l := range explained(t, c, byCriterion(t, explain.DenseEngine)).Layers {
			if l.Name == second {
				shape = l.Shape
			}
		}
		mask := make([]float32, gr.Shape(shape).Elements())
		for i := range mask {
			if i%3 == 0 {
				mask[i] = 1
			}
		}
		dir := t.TempDir()
		writeMask(t, dir, second, shape, mask)
		for _, engine := range []explain.Engine{explain.DenseEngine, explain.PrunedEngine} {
			for _, layers := range []string{"1", "^" + second + "$"} {
				r := byCriterion(t, engine, methods.Criterion.Is("file:"+dir), methods.FreezeLayers.Is(layers))
				result := explained(t, c, r)
				if l := result.Layers; len(l) != 1 || l[0].Name != second || l[0].Selected != (len(mask)+2)/3 || l[0].Threshold == l[0].Threshold {
					t.Errorf("%s: layers %+v", name, l)
				}
				compareToPython(t, c.arrays, "second/", result)
			}
		}
	}
}

// TestMasksThatDoNotFit: all that is wrong with the files is one error.
func TestMasksThatDoNotFit(t *testing.T) {
	c := recordedCriteria(t)["tiny"]
	dir := t.TempDir()
	writeMask(t, dir, "tiny/conv1/Relu", []int64{6, 6, 3}, make([]float32, 108))
	writeMask(t, dir, "tiny/conv3/Relu", []int64{1}, make([]float32, 1))
	r := byCriterion(t, explain.DenseEngine, methods.Criterion.Is("file:"+dir))
	for _, want := range []string{
		"masks in " + dir + ": tiny/conv1/Relu.npy: it has shape [6,6,3], the layer [6,6,4], tiny/conv2/Relu.npy is missing, tiny/conv3/Relu.npy is of no layer of the model",
		"tiny/conv1/Relu.npy: it holds float32, not bool",
		"no such file",
	} {
		if _, err := c.explainer.Explain(context.Background(), c.shape, c.x, r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		if strings.HasPrefix(want, "masks") {
			writeFile(t, filepath.Join(dir, "tiny/conv1/Relu.npy"), strings.NewReader(npyOf(t, []int{6, 6, 4}, make([]float32, 144))))
		} else {
			r.Options.Set(methods.Criterion.Is("file:" + dir + "/none"))
		}
	}
}

// TestRandomMasks: as many nodes of each layer pass as by activation, whatever the batch.
// The seed and the input decide which, and both engines agree.
func TestRandomMasks(t *testing.T) {
	c := recordedCriteria(t)["tiny"]
	other := readGolden(t, "tiny.case1").x
	by := func(criterion string, engine explain.Engine) []*explain.Result {
		t.Helper()
		r := byCriterion(t, engine, methods.Criterion.Is(criterion), methods.Percentile.Is(40))
		together, err := c.explainer.ExplainBatch(context.Background(), c.shape, [][]float32{c.x, other, c.x}, r)
		if err != nil {
			t.Fatal(err)
		}
		return together
	}
	activation, seven := by("activation", explain.DenseEngine), by("random:7", explain.DenseEngine)
	for i := range seven {
		for k, l := range seven[i].Layers {
			if want := activation[i].Layers[k]; l.Selected != want.Selected || l.Nodes != want.Nodes {
				t.Errorf("input %d, %s: %d of %d nodes pass, by activation %d of %d", i, l.Name, l.Selected, l.Nodes, want.Selected, want.Nodes)
			}
		}
	}
	if !slices.Equal(seven[0].Attributions[0].Values, seven[2].Attributions[0].Values) {
		t.Error("an input's mask depends on its place in the batch")
	}
	alone := explained(t, c, byCriterion(t, explain.DenseEngine, methods.Criterion.Is("random:7"), methods.Percentile.Is(40)))
	if err := compare(alone.Attributions[0].Values, seven[0].Attributions[0].Values, tolerances.Of("maps of a batch")); err != nil {
		t.Errorf("in a batch: %v", err)
	}
	for i, pruned := range by("random:7", explain.PrunedEngine) {
		for k, a := range pruned.Attributions {
			if err := compare(a.Values, seven[i].Attributions[k].Values, tolerances.Of("pruned maps")); err != nil {
				t.Errorf("input %d, %s, pruned: %v", i, a.Method, err)
			}
		}
	}
	for what, values := range map[string][]float32{"seed": by("random:8", explain.DenseEngine)[0].Attributions[0].Values, "activation": activation[0].Attributions[0].Values} {
		if slices.Equal(values, seven[0].Attributions[0].Values) {
			t.Errorf("%s: the same nodes pass", what)
		}
	}
}

// TestUnfrozenLayers: by threshold, too, a layer that is not chosen computes on, in both
// engines. A mask of nothing but passing nodes is no freezing.
func TestUnfrozenLayers(t *testing.T) {
	c := recordedCriteria(t)["tiny"]
	for _, layers := range []string{"0", "1", ""} {
		r := byCriterion(t, explain.DenseEngine, methods.FreezeLayers.Is(layers))
		r.Methods, r.Variants = only(t, "integrated_gradients"), []serving.Variant{serving.Threshold, serving.Mask}
		dense := explained(t, c, r)
		r.Engine = explain.PrunedEngine
		for i, a := range explained(t, c, r).Attributions {
			if err := compare(a.Values, dense.Attributions[i].Values, tolerances.Of("pruned maps")); err != nil {
				t.Errorf("layers %q, %s: %v", layers, a.Variant, err)
			}
		}
	}
	dir := t.TempDir()
	for name, shape := range map[string][]int64{"tiny/conv1/Relu": {6, 6, 4}, "tiny/conv2/Relu": {3, 3, 5}} {
		writeMask(t, dir, name, shape, slices.Repeat([]float32{1}, int(gr.Shape(shape).Elements())))
	}
	for _, engine := range []explain.Engine{explain.DenseEngine, explain.PrunedEngine} {
		r := byCriterion(t, engine, methods.Criterion.Is("file:"+dir))
		open := explained(t, c, r)
		r.Engine, r.Variants = explain.DenseEngine, []serving.Variant{serving.Plain}
		for i, a := range explained(t, c, r).Attributions {
			if err := compare(open.Attributions[i].Values, a.Values, tolerances.Of("pruned maps")); err != nil {
				t.Errorf("%s, %s: %v", a.Method, engine, err)
			}
		}
	}
}

// TestCriteriaThatAreRefused: what cannot be is said before any work.
func TestCriteriaThatAreRefused(t *testing.T) {
	c := recordedCriteria(t)["tiny"]
	r := byCriterion(t, explain.DenseEngine)
	for want, change := range map[string]func(){
		"criterion random:1 freezes by mask alone":                       func() { r.Options.Set(methods.Criterion.Is("random:1")); r.Variants = serving.Variants },
		`no layer's name matches "none"; the layers are 0 tiny/conv1/Re`: func() { r.Options.Set(methods.FreezeLayers.Is("none")) },
	} {
		r = byCriterion(t, explain.DenseEngine)
		change()
		if _, err := c.explainer.Explain(context.Background(), c.shape, c.x, r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	e, err := explain.Open(load(t, savedmodels.Source{Path: generatedTiny(t)}), explain.Options{Criteria: []string{methods.ByActivation}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	r = byCriterion(t, explain.DenseEngine, methods.Criterion.Is(methods.ByContribution))
	if _, err := e.Explain(context.Background(), c.shape, c.x, r); err == nil || !strings.Contains(err.Error(), "opened without the criterion contribution") {
		t.Errorf("%v", err)
	}
}

// TestContributionsOfGenerated: a model that gen wrote, whose nodes have no types, has the
// contributions of the one in memory. So has an At, without another run of the network.
func TestContributionsOfGenerated(t *testing.T) {
	c := recordedCriteria(t)["tiny"]
	r := byCriterion(t, explain.DenseEngine, methods.Criterion.Is(methods.ByContribution))
	want := explained(t, c, r)
	at, err := c.explainer.At(context.Background(), c.shape, c.x)
	if err != nil {
		t.Fatal(err)
	}
	again, err := at.Explain(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	c.explainer = open(t, load(t, savedmodels.Source{Path: generatedTiny(t)}))
	for what, got := range map[string]*explain.Result{"written": explained(t, c, r), "at": again} {
		if !slices.EqualFunc(got.Layers, want.Layers, func(a, b explain.Layer) bool { return a.Threshold == b.Threshold && a.Selected == b.Selected }) {
			t.Errorf("%s: layers %+v, want %+v", what, got.Layers, want.Layers)
		}
		for i, a := range got.Attributions {
			if !slices.Equal(a.Values, want.Attributions[i].Values) {
				t.Errorf("%s: another map of %s", what, a.Method)
			}
		}
	}
}

func explained(t *testing.T, c recordedCriterion, r explain.Request) *explain.Result {
	t.Helper()
	result, err := c.explainer.Explain(context.Background(), c.shape, c.x, r)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// writeMask writes a mask as NumPy would: .npy files of booleans hold a byte each.
func writeMask(t *testing.T, dir, layer string, shape []int64, mask []float32) {
	t.Helper()
	dims := make([]int, len(shape))
	for i, d := range shape {
		dims[i] = int(d)
	}
	text := npyOf(t, dims, nil)
	raw := make([]byte, len(mask))
	for i, v := range mask {
		raw[i] = byte(v)
	}
	path := filepath.Join(dir, filepath.FromSlash(layer)+".npy")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, strings.NewReader(strings.Replace(text, "'<f4'", "'|b1'", 1)+string(raw)))
}

// npyOf is a .npy file of float32; without data, its header alone.
func npyOf(t *testing.T, shape []int, data []float32) string {
	t.Helper()
	var b strings.Builder
	size := 1
	for _, d := range shape {
		size *= d
	}
	if err := npy.Write(&b, shape, make([]float32, size)); err != nil {
		t.Fatal(err)
	}
	if data == nil {
		return b.String()[:b.Len()-4*size]
	}
	return b.String()
}

// generatedTiny is the directory of the tiny network as gen writes it.
func generatedTiny(t *testing.T) string {
	t.Helper()
	p, err := gen.Build(load(t, savedmodels.Source{Path: testdata + "tiny/frozen.pb"}), gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return written(t, p)
}
