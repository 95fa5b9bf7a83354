package integration

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// zoo lists thin networks of keras.applications (exported by Keras 3, or saved by
// tf.saved_model.save of Keras 2) and of TF-slim. The whole zoo is in tools/zoo.
var zoo = []struct {
	name, frozen, left string
	options            gen.Options
	path               string
}{
	{name: "resnet", frozen: "Relu 4"},
	{name: "mobilenet_v2", frozen: "Relu6 35"},
	{name: "convnext", frozen: "GELU 4"},
	{name: "efficientnet", frozen: "Swish 22", left: "Sigmoid 7" + gate},
	{name: "mobilenet_v3", frozen: "HardSwish 19, Relu 14", left: "Relu6 9" + gate},
	{name: "densenet", frozen: "Relu 13"},
	{name: "inception_v2", frozen: "Relu 69", path: "model.ckpt.meta", options: gen.Options{Input: "input:0", Output: "logits:0"}},
}

const gate = " (a gate: it is multiplied with another tensor)"

// TestZoo compares maps with those of an independent implementation in Python
// (tools/reference) for the same model.
func TestZoo(t *testing.T) {
	t.Parallel()
	known := readRounding(t)
	for _, c := range zoo {
		t.Run(c.name, func(t *testing.T) {
			recorded := readArrays(t, testdata+"zoo/"+c.name+".npz")
			m := load(t, savedmodels.Source{Path: filepath.Join(unpack(t, testdata+"zoo/"+c.name+".tar.gz"), "model", c.path)})
			p, err := gen.Build(m, c.options)
			if err != nil {
				t.Fatal(err)
			}
			wantBatches(t, p)
			if got := p.Report.FrozenByOp(); got != c.frozen {
				t.Errorf("frozen %s, want %s", got, c.frozen)
			}
			if got := p.Report.LeftByReason(); got != c.left {
				t.Errorf("left %s, want %s", got, c.left)
			}
			compareMaps(t, open(t, m), recorded, known[c.name])
		})
	}
}

// roundings say how much Python's own maps and logits of a network change with other
// kernels and on another processor: the largest difference, and in L2.
type roundings map[string][2]float64

// readRounding reads the measurements of tools/zoo/rounding.py.
func readRounding(t *testing.T) map[string]roundings {
	t.Helper()
	raw, err := os.ReadFile(testdata + "zoo/rounding.json")
	if err != nil {
		t.Fatal(err)
	}
	var found map[string]roundings
	if err := json.Unmarshal(raw, &found); err != nil {
		t.Fatal(err)
	}
	return found
}

// widen allows a multiple of the rounding's effect on a map of a network with random
// weights, if that is more.
func (r roundings) widen(key string, allowed tolerances.Row) tolerances.Row {
	times := tolerances.Of("noise").Value
	allowed.Value, allowed.L2 = max(allowed.Value, times*r[key][0]), max(allowed.L2, times*r[key][1])
	return allowed
}

func compareMaps(t *testing.T, e *explain.Explainer, recorded map[string]array, known roundings) {
	t.Helper()
	r := explain.NewRequest()
	r.Methods = only(t, "grad", "guided_backprop", "elrp", "integrated_gradients", "deeplift")
	r.Variants, r.Engine = []serving.Variant{serving.Plain, serving.Mask}, explain.DenseEngine
	r.Options.Set(methods.Steps.Is(5))
	x := recorded["x"]
	result, err := e.Explain(context.Background(), int64s(x.shape[1:]), x.data, r)
	if err != nil {
		t.Fatal(err)
	}
	if want := int(recorded["activations"].data[0]); len(result.Layers) != want {
		t.Errorf("%d activations, want %d", len(result.Layers), want)
	}
	if err := compare(result.Scores, recorded["logits"].data, known.widen("logits", tolerances.Of("rounding"))); err != nil {
		t.Errorf("logits: %v", err)
	}
	for _, a := range result.Attributions {
		allowed := tolerances.OfMap(a.Method, string(a.Variant), "maps")
		key := a.Method + "." + string(a.Variant)
		if err := compare(a.Values, recorded[key].data, known.widen(key, allowed)); err != nil {
			t.Errorf("%s, %s: %v", a.Method, a.Variant, err)
		}
	}
}

// unpack writes the files of an archive to a directory.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, h.Name), r)
	}
}

func writeFile(t *testing.T, path string, r io.Reader) {
	t.Helper()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
