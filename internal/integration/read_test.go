package integration

import (
	"archive/zip"
	"image"
	"os"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/inputs"
	"tfreeze/internal/npy"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// A golden is one case of testdata/goldens.
type golden struct {
	name   string
	shape  []int64
	x      []float32
	arrays map[string]array
}

type array struct {
	shape []int
	data  []float32
}

// want returns the map of the original code. A method that is evaluated at the input
// only has the same map for mask as for threshold.
func (g *golden) want(v serving.Variant, method string) []float32 {
	a, ok := g.arrays[string(v)+"/"+method]
	if !ok && v == serving.Mask {
		a = g.arrays["threshold/"+method]
	}
	return a.data
}

func readGolden(t *testing.T, name string) *golden {
	t.Helper()
	g := &golden{name: name, arrays: readArrays(t, testdata+"goldens/"+name+".npz")}
	if x, ok := g.arrays["x"]; ok {
		g.shape, g.x = []int64{6, 6, 3}, x.data
		return g
	}
	size, recipe := 227, squeezenetRecipe(t)
	if strings.HasPrefix(name, "vgg") {
		size = 224
		recipe = findRecipe(t, "vgg")
	}
	g.shape = []int64{int64(size), int64(size), 3}
	g.x = inputs.Preprocess(inputs.Crop.Fit(readImage(t, "chelsea.png"), size, size), recipe)
	return g
}

func readArrays(t *testing.T, path string) map[string]array {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	arrays := map[string]array{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		a, err := npy.Read(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		arrays[strings.TrimSuffix(f.Name, ".npy")] = array{a.Shape, a.Data}
	}
	return arrays
}

func readImage(t *testing.T, name string) image.Image {
	t.Helper()
	f, err := os.Open(testdata + "photos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := inputs.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func squeezenetRecipe(t *testing.T) savedmodels.Recipe {
	t.Helper()
	return *load(t, savedmodels.Source{Path: testdata + "squeezenet/saved_model"}).Card.Preprocess
}

func findRecipe(t *testing.T, name string) savedmodels.Recipe {
	t.Helper()
	r, err := savedmodels.FindRecipe(name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func load(t *testing.T, s savedmodels.Source) *savedmodels.Model {
	t.Helper()
	m, err := savedmodels.Load(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// open makes the graph frozen-aware, unless it is, and opens a session.
func open(t *testing.T, m *savedmodels.Model) *explain.Explainer {
	t.Helper()
	if m.Card.Generated == nil {
		if _, err := gen.Build(m, gen.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	e, err := explain.Open(m, explain.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func only(t *testing.T, names ...string) []methods.Method {
	t.Helper()
	chosen, err := methods.Select(names)
	if err != nil {
		t.Fatal(err)
	}
	return chosen
}
