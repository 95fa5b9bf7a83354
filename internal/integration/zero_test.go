package integration

import (
	"context"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// TestZeroMaps: for a map that is 0 everywhere, the layer nearest the score that lets
// nothing pass is named.
func TestZeroMaps(t *testing.T) {
	for _, c := range []struct {
		model, method string
		variants      []serving.Variant
		zeroInput     bool
		want          []string
	}{
		{"saturated", "grad", serving.Variants, false, []string{
			`the derivative of "Relu6" is 0 at every unit`,
			`the derivative of "Relu6" is 0 at every unit that passes`,
			`the derivative of "Relu6" is 0 at every unit that passes`}},
		{"saturated", "integrated_gradients", []serving.Variant{serving.Mask}, false, []string{`the derivative of "Relu6" is 0 at every unit that passes`}},
		{"saturated", "guided_backprop", []serving.Variant{serving.Plain}, false, []string{""}},
		{"saturated", "elrp", []serving.Variant{serving.Plain}, false, []string{""}},
		{"saturated", "elrp", []serving.Variant{serving.Plain}, true, []string{"so is the input minus the baseline"}},
		{"dead_layer", "grad", []serving.Variant{serving.Plain, serving.Threshold}, false, []string{
			`the derivative of "Relu_1" is 0 at every unit`, `no unit of "Relu_1" passes`}},
		// Without a frozen variant, the layers are computed only for this.
		{"dead_layer", "guided_backprop", []serving.Variant{serving.Plain}, false, []string{`the derivative of "Relu_1" is 0 at every unit`}},
		{"ordinary", "grad", serving.Variants, false, []string{"", "", ""}},
		// For an empty image, another layer is nearest the score once it is frozen.
		{"ordinary", "grad", serving.Variants, true, []string{
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
		r.Methods, r.Variants = only(t, c.method), c.variants
		r.Options.Set(methods.Steps.Is(5))
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
