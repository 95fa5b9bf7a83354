package integration

import (
	"bytes"
	"testing"

	"tfreeze/explain"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestSharedForward: a map is the same to the bit whether or not its forward pass is
// shared with other methods. Integrated gradients of one step, which takes the gradient
// at the input, is the input times that gradient.
func TestSharedForward(t *testing.T) {
	for _, f := range networks[:2] {
		t.Run(f.name, func(t *testing.T) {
			g, e := readGolden(t, f.goldens[0]), open(t, load(t, f.source(t)))
			r := explain.NewRequest()
			r.Methods, r.Variants = methods.Served(), serving.Variants
			r.Options.Set(methods.Steps.Is(1), methods.Samples.Is(1))
			together := mapsOf(run(t, e, g, r))
			for _, m := range methods.Served() {
				r.Methods = []methods.Method{m}
				for name, alone := range mapsOf(run(t, e, g, r)) {
					if !bytes.Equal(bytesOf(t, alone), bytesOf(t, together[name])) {
						t.Errorf("%s: alone it has other bytes than with the other methods", name)
					}
				}
			}
			for _, v := range serving.Variants {
				if !bytes.Equal(bytesOf(t, together["integrated_gradients."+string(v)]), bytesOf(t, together["grad_x_input."+string(v)])) {
					t.Errorf("%s: integrated gradients of one step is not the input times the gradient", v)
				}
			}
		})
	}
}

// mapsOf returns a result's attributions by method and variant.
func mapsOf(r *explain.Result) map[string][]float32 {
	all := map[string][]float32{}
	for _, a := range r.Attributions {
		all[a.Method+"."+string(a.Variant)] = a.Values
	}
	return all
}
