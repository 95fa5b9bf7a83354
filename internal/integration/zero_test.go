package integration

import (
	"context"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/savedmodels"
)

// TestZeroMaps: a map without a value names the layer nearest the score that lets
// nothing through.
func TestZeroMaps(t *testing.T) {
	for _, c := range []struct {
		model, method string
		variants      []explain.Variant
		zeroInput     bool
		want          []string
	}{
		{"saturated", "grad", explain.Variants, false, []string{
			`the derivative of "Relu6" is 0 at every unit`,
			`the derivative of "Relu6" is 0 at every unit that passes`,
			`the derivative of "Relu6" is 0 at every unit that passes`}},
		{"saturated", "integrated_gradients", []explain.Variant{explain.Mask}, false, []string{`the derivative of "Relu6" is 0 at every unit that passes`}},
		{"saturated", "guided_backprop", []explain.Variant{explain.Plain}, false, []string{""}},
		{"saturated", "elrp", []explain.Variant{explain.Plain}, false, []string{""}},
		{"saturated", "elrp", []explain.Variant{explain.Plain}, true, []string{"so is the input, less the baseline"}},
		{"dead_layer", "grad", []explain.Variant{explain.Plain, explain.Threshold}, false, []string{
			`the derivative of "Relu_1" is 0 at every unit`, `no unit of "Relu_1" passes`}},
		// Without a frozen variant, the layers are looked at for this alone.
		{"dead_layer", "guided_backprop", []explain.Variant{explain.Plain}, false, []string{`the derivative of "Relu_1" is 0 at every unit`}},
		{"ordinary", "grad", explain.Variants, false, []string{"", "", ""}},
		// Of an empty image, another layer is nearest the score once it is frozen.
		{"ordinary", "grad", explain.Variants, true, []string{
			`the derivative of "Relu" is 0 at every unit`, `no unit of "Elu" passes`, `no unit of "Elu" passes`}},
	} {
		m := load(t, savedmodels.Source{Path: testdata + "odd/" + c.model})
		if _, err := gen.Build(m, gen.Options{Bare: true}); err != nil {
			t.Fatal(err)
		}
		x := readArrays(t, testdata+"odd/"+c.model+".npz")["x"]
		if c.zeroInput {
			x.data = make([]float32, len(x.data))
		}
		r := explain.NewRequest()
		r.Methods, r.Variants, r.Steps = only(t, c.method), c.variants, 5
		result, err := open(t, m).Explain(context.Background(), int64s(x.shape), x.data, r)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range result.Attributions {
			if a.Zero != c.want[i] {
				t.Errorf("%s, %s, %s: %q, want %q", c.model, c.method, a.Variant, a.Zero, c.want[i])
			}
		}
	}
}
