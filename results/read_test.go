package results

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/internal/npy"
)

// written makes a directory with an explain.json.
func written(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, File), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestRead(t *testing.T) {
	attribution := `{"method": "grad", "variant": "mask", "npy": "grad.mask.npy", "parameters": {"percentile": 80, "target": 1}, "png": "grad.mask.png", "seconds": 0.5}`
	r, err := Read(written(t, `{"version": 1, "tfreeze": "0.1.0", "complete": true, "model": {"score": "logits:0", "activation": "Softmax"},
		"inputs": [{"file": "x.npy", "directory": "x", "shape": [2, 3], "array": {"type": "uint8"}, "target": 1, "score": 4.5,
		"layers": [{"name": "Relu", "threshold": null, "nodes": 7}], "attributions": [`+attribution+`]}], "a key to come": 1}`))
	if err != nil {
		t.Fatal(err)
	}
	in := r.Inputs[0]
	if r.Version != 1 || !r.Complete || r.Model.Activation != "Softmax" || in.Array.Type != "uint8" || in.Score != 4.5 || in.Layers[0].Threshold != nil {
		t.Errorf("%+v", r)
	}
	want := Attribution{Method: "grad", Variant: "mask", NPY: "grad.mask.npy", Parameters: Made{"percentile": json.Number("80"), "target": json.Number("1")}, PNG: "grad.mask.png", Seconds: 0.5}
	if diff := cmp.Diff([]Attribution{want}, in.Attributions); diff != "" {
		t.Errorf("attributions (-want +got):\n%s", diff)
	}
}

// TestReadVersions: a file without a version has version 1. A file of another version
// is refused, whatever else it contains.
func TestReadVersions(t *testing.T) {
	for text, want := range map[string]string{
		`{"tfreeze": "0.1.0"}`:           "",
		`{"version": 1}`:                 "",
		`{"version": 2, "inputs": "in"}`: "its schema has version 2, but this tfreeze knows version 1",
		`{"version": -1}`:                "its schema has version -1, but this tfreeze knows version 1",
		`{"version": "1"}`:               "it is damaged",
		`{"version": 1, "inputs": 3}`:    "it is damaged",
		`{"version": 1, `:                "it is damaged",
		`[]`:                             "it is damaged",
		``:                               "it is damaged",
	} {
		dir := written(t, text)
		r, err := Read(dir)
		if want == "" {
			if err != nil || r.Version != Version {
				t.Errorf("%s: %+v, error %v", text, r, err)
			}
		} else if err == nil || err.Error() != filepath.Join(dir, File)+": "+want {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
	dir := t.TempDir()
	if _, err := Read(dir); err == nil || err.Error() != filepath.Join(dir, File)+": no such file or directory" {
		t.Errorf("of an empty directory: error %v", err)
	}
}

func TestReadMap(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, "x", "grad.plain.npy"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := npy.Write(f, []int{1, 2}, []float32{3, -4}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		directory, npy string
		shape, own     []int64
		want           string
	}{
		{"x", "grad.plain.npy", []int64{1, 2}, nil, ""},
		{"x", "grad.plain.npy", []int64{1, 2, 3}, []int64{1, 2}, ""},
		{"x", "grad.mask.npy", []int64{1, 2}, nil, "there is no such file"},
		{"x", "grad.plain.npy", []int64{2, 1}, nil, "the map has shape [1,2], the input [2,1]"},
		{"x", "grad.plain.npy", []int64{1, 2}, []int64{2, 1}, "the map has shape [1,2], and explain.json says [2,1]"},
		{"..", "x/grad.plain.npy", []int64{1, 2}, nil, `names the map "../x/grad.plain.npy", which is outside its directory`},
		{"x", "../../x/grad.plain.npy", []int64{1, 2}, nil, "which is outside its directory"},
	} {
		values, err := ReadMap(dir, &Input{Directory: c.directory, Shape: c.shape}, &Attribution{NPY: c.npy, Shape: c.own})
		if c.want == "" {
			if err != nil || !cmp.Equal(values, []float32{3, -4}) {
				t.Errorf("%v, error %v", values, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v", c, err)
		}
	}
}
