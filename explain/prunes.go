package explain

import (
	"fmt"
	"slices"

	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// Prunes returns nil if the pruned engine can compute a method's maps in a variant, and an
// error that says why if it cannot.
func (e *Explainer) Prunes(m methods.Method, v serving.Variant) error {
	if err := e.readPruned(); err != nil {
		return err
	}
	if !has(m, v) {
		return fmt.Errorf("it does not know %s frozen by %s", m.Name, v)
	}
	return nil
}

// has reports whether the pruned engine has a method in a variant, for some networks. Noise
// lifts 40 to 50 % of all units over their thresholds at one sample or another: the dense
// network computes those with less work.
func has(m methods.Method, v serving.Variant) bool {
	switch {
	case !frozen(v) || !m.Served():
		return false
	case m.PointMethod == "grad" || m.PointMethod == "guided_backprop":
		return v == serving.Mask || goesAlong(m)
	case m.Name == "deeplift":
		return v == serving.Mask
	}
	return slices.Contains([]string{"grad", "guided_backprop", "elrp", "grad_x_input", "saliency"}, m.Name)
}

// goesAlong reports whether a method's points are on the line from the baseline to the input.
func goesAlong(m methods.Method) bool {
	return m.Points(methods.Inputs{X: []float32{0}, Size: 1}, methods.Values{}).Along != nil
}

// guides reports whether a method takes guided gradients.
func guides(m methods.Method) bool { return pointMethod(m) == "guided_backprop" }
