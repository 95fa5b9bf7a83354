package explain_test

import (
	"context"
	"fmt"
	"log"
	"slices"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// A slider of the percentile, or a sweep over it, keeps the network's run at the input.
func ExampleExplainer_At() {
	m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tiny/frozen.pb"})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := gen.Build(m, gen.Options{}); err != nil {
		log.Fatal(err)
	}
	e, err := explain.Open(m, explain.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer e.Close()
	at, err := e.At(context.Background(), e.InputShape(), slices.Repeat([]float32{0.5, -1, 2}, 6*6))
	if err != nil {
		log.Fatal(err)
	}
	r := explain.NewRequest()
	r.Methods, _ = methods.Select([]string{"integrated_gradients"})
	r.Variants = []serving.Variant{serving.Mask}
	for _, p := range []float64{50, 80, 95} {
		r.Options = methods.With(methods.Percentile.Is(p))
		result, err := at.Explain(context.Background(), r)
		if err != nil {
			log.Fatal(err)
		}
		l := result.Layers[0]
		fmt.Printf("%v: %d of %d units of the first layer pass, by the %s engine\n", p, l.Selected, l.Nodes, result.Attributions[0].Engine)
	}
	// Output:
	// 50: 34 of 144 units of the first layer pass, by the pruned engine
	// 80: 21 of 144 units of the first layer pass, by the pruned engine
	// 95: 5 of 144 units of the first layer pass, by the pruned engine
}
