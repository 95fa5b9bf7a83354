package integration

import (
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/savedmodels"
	"tfreeze/verify"
)

// A verifiable is a model with what verify needs.
type verifiable struct {
	name    string
	source  savedmodels.Source
	options gen.Options
	feeds   map[string]explain.Feed
	// shape and x are the input. If x is nil, it is random.
	shape []int64
	x     []float32
}

// subject makes the model frozen-aware, unless gen wrote it.
func (c verifiable) subject(t *testing.T) *verify.Subject {
	t.Helper()
	c.options.Fed = slices.Sorted(maps.Keys(c.feeds))
	read := func() (*savedmodels.Model, error) { return savedmodels.Load(c.source) }
	s, err := verify.Of(load(t, c.source), read, c.options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// verifiableForms lists the forms of the networks. One method shows whether a form was
// read correctly.
func verifiableForms(t *testing.T) []verifiable {
	var list []verifiable
	for _, f := range forms {
		g := readGolden(t, f.goldens[0])
		list = append(list, verifiable{name: f.name, source: f.source(t), shape: g.shape, x: g.x, options: gen.Options{Methods: only(t, "grad")}})
	}
	return list
}

func verifiableZoo(t *testing.T) []verifiable {
	var list []verifiable
	for _, c := range zoo {
		x := readArrays(t, testdata+"zoo/"+c.name+".npz")["x"]
		c.options.Methods = only(t, "grad")
		list = append(list, verifiable{
			name: c.name, options: c.options, shape: int64s(x.shape[1:]), x: x.data,
			source: savedmodels.Source{Path: filepath.Join(unpack(t, testdata+"zoo/"+c.name+".tar.gz"), "model", c.path)},
		})
	}
	return list
}

func verifiableTF2(t *testing.T) []verifiable {
	var list []verifiable
	for _, name := range []string{"tf_module", "keras2", "keras3"} {
		list = append(list, verifiable{
			name: name, source: savedmodels.Source{Path: testdata + "tf2/" + name}, options: gen.Options{Methods: only(t, "grad", "deeplift")},
			shape: []int64{17, 17, 3}, x: readArrays(t, testdata+"tf2/"+name+".npz")["x"].data,
		})
	}
	return list
}

func verifiableSmall(t *testing.T) []verifiable {
	var list []verifiable
	for _, c := range small {
		c.options.Methods = only(t, "grad", "deeplift")
		recorded := readArrays(t, testdata+"tf2/small/"+c.name+".npz")
		v := verifiable{name: c.name, source: savedmodels.Source{Path: testdata + "tf2/small/" + c.name + c.file}, options: c.options}
		v.shape, v.x = int64s(recorded["x"].shape), recorded["x"].data
		if c.feeds != nil {
			v.feeds = c.feeds(recorded)
		}
		list = append(list, v)
	}
	return list
}

func verifiableThin(t *testing.T) []verifiable {
	var list []verifiable
	for _, arch := range []string{"inception_v3", "resnet_v2_50"} {
		list = append(list, verifiable{
			name: "thin " + arch, source: savedmodels.Source{Arch: arch, Checkpoint: testdata + "slim_thin/" + arch + ".ckpt"},
			options: gen.Options{Methods: only(t, "grad")},
		})
	}
	return list
}

func verifiableTypes(t *testing.T) []verifiable {
	var list []verifiable
	for _, name := range []string{"float64", "float16", "bfloat16", "mixed_float16"} {
		recorded := readArrays(t, testdata+"odd/"+name+".npz")
		list = append(list, verifiable{name: name, source: savedmodels.Source{Path: testdata + "odd/" + name},
			options: gen.Options{Methods: only(t, "grad", "smoothgrad")}, shape: int64s(recorded["x"].shape), x: recorded["x"].data})
	}
	return list
}
