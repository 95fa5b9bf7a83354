package integration

import (
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// TestTF2 explains the same network in the forms that TF2 and Keras save, whose graphs
// are functions, and compares with Python's gradient.
func TestTF2(t *testing.T) {
	for _, name := range []string{"tf_module", "keras2", "keras3"} {
		t.Run(name, func(t *testing.T) {
			recorded := readArrays(t, testdata+"tf2/"+name+".npz")
			m := load(t, savedmodels.Source{Path: testdata + "tf2/" + name})
			p, err := gen.Build(m, gen.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := p.Report.FrozenByOp(), "Relu 1, Relu6 1, Swish 1"; got != want {
				t.Errorf("frozen %s, want %s", got, want)
			}
			if got, want := p.Report.LeftByReason(), "Sigmoid 1 (a gate: it is multiplied with another tensor)"; got != want {
				t.Errorf("left %s, want %s", got, want)
			}
			if p.Subject.Logits == p.Subject.Output {
				t.Error("the Softmax was not stepped over")
			}
			r := explain.NewRequest()
			r.Options.Set(methods.Samples.Is(3), methods.Steps.Is(50))
			result := run(t, open(t, m), &golden{shape: []int64{17, 17, 3}, x: recorded["x"].data}, r)
			compareGradient(t, result, recorded)
		})
	}
}

// TestTF2Generated writes the Keras 3 model and explains what was written.
func TestTF2Generated(t *testing.T) {
	recorded := readArrays(t, testdata+"tf2/keras3.npz")
	m := load(t, savedmodels.Source{Path: testdata + "tf2/keras3"})
	p, err := gen.Build(m, gen.Options{Methods: only(t, "grad")})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir() + "/generated"
	if err := gen.Write(p, dir); err != nil {
		t.Fatal(err)
	}
	r := explain.NewRequest()
	r.Methods, r.Variants = only(t, "grad"), []serving.Variant{serving.Plain}
	g := &golden{shape: []int64{17, 17, 3}, x: recorded["x"].data}
	result := run(t, open(t, load(t, savedmodels.Source{Path: dir})), g, r)
	if err := compare(result.Attributions[0].Values, recorded["grad"].data, tolerances.Of("maps")); err != nil {
		t.Error(err)
	}
}
