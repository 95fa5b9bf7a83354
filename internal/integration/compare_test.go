package integration

import (
	"fmt"
	"math"
	"strings"

	"tfreeze/internal/tolerances"
	"tfreeze/methods/serving"
)

// goldenMaps lists the maps of testdata/goldens, with the names of their tolerances.
var goldenMaps = map[string]string{
	"grad": "grad", "guided_backprop": "guided_backprop", "smooth_guided_backprop": "smooth_guided_backprop", "smoothgrad": "smoothgrad",
	"elrp": "elrp", "deeplift": "deeplift", "intgrad10": "integrated_gradients", "pair_ig25": "integrated_gradients endpoints",
}

// allowed returns the tolerance of a golden map.
func allowed(golden, method string, v serving.Variant) tolerances.Row {
	if strings.HasPrefix(golden, "vgg_16_small.") {
		return tolerances.OfMap(goldenMaps[method], string(v), "other processors", "maps")
	}
	return tolerances.OfMap(goldenMaps[method], string(v), "maps")
}

// exact allows no difference.
var exact tolerances.Row

// compare bounds the largest difference, relative to the largest |want|, and the
// relative L2 error.
func compare(got, want []float32, allowed tolerances.Row) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d elements, want %d", len(got), len(want))
	}
	var largest, worst, squares, scale float64
	for i := range want {
		w, d := float64(want[i]), math.Abs(float64(got[i])-float64(want[i]))
		largest, worst = max(largest, math.Abs(w)), max(worst, d)
		squares, scale = squares+d*d, scale+w*w
	}
	if !(worst <= allowed.Value*largest) || !(math.Sqrt(squares) <= allowed.L2*math.Sqrt(scale)) {
		return fmt.Errorf("off by %.2g of the largest, %.2g in L2; allowed %g, %g",
			worst/largest, math.Sqrt(squares/scale), allowed.Value, allowed.L2)
	}
	return nil
}
