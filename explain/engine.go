package explain

import (
	"fmt"
	"slices"

	"tfreeze/internal/nearest"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// An Engine says what computes the maps of frozen networks.
type Engine string

const (
	// DenseEngine runs the whole network in TensorFlow. It is the default: its maps are
	// those of the original code to the last digits.
	DenseEngine Engine = "dense"
	// AutoEngine takes the pruned engine for averages over points if it counts less
	// work than the dense network has, and the dense one for all else.
	AutoEngine Engine = "auto"
	// PrunedEngine computes what freezing leaves of the network. It is an error to ask
	// for it where it cannot.
	PrunedEngine Engine = "pruned"
)

// Engines lists all of them.
var Engines = []Engine{DenseEngine, AutoEngine, PrunedEngine}

// EngineNames lists the names of Engines.
func EngineNames() []string {
	names := make([]string, len(Engines))
	for i, e := range Engines {
		names[i] = string(e)
	}
	return names
}

// check refuses an unknown engine.
func (e Engine) check() error {
	if e == "" || slices.Contains(Engines, e) {
		return nil
	}
	return nearest.Unknown("engine", string(e), EngineNames())
}

// prunes reports whether the pruned engine has a method in a variant. Noise lifts 40 to
// 50 % of all units over their thresholds at one sample or another: the dense network
// computes those with less work.
func (j *job) prunes(m methods.Method, v serving.Variant) bool {
	switch {
	case !frozen(v) || !m.Served():
		return false
	case m.PointMethod == "grad" || m.PointMethod == "guided_backprop":
		return v == serving.Mask || m.Points(j.inputs(), j.request.Options).Along != nil
	case m.Name == "deeplift":
		return v == serving.Mask
	}
	return slices.Contains([]string{"grad", "guided_backprop", "elrp", "grad_x_input", "saliency"}, m.Name)
}

// guides reports whether a method takes guided gradients, for which the engine knows the
// activations of layers alone.
func guides(m methods.Method) bool { return pointMethod(m) == "guided_backprop" }

// wantsPruned reports whether to ask the pruned engine for a map. For a gradient at the
// input, a plan costs more than the dense network.
func (j *job) wantsPruned(m methods.Method, v serving.Variant) bool {
	switch j.request.Engine {
	case PrunedEngine:
		return frozen(v)
	case AutoEngine:
		return m.PointMethod != "" && j.prunes(m, v)
	}
	return false
}

// wantsPrunedAny reports whether to ask the pruned engine for any map.
func (j *job) wantsPrunedAny() bool {
	for _, m := range j.request.Methods {
		for _, v := range j.request.Variants {
			if j.wantsPruned(m, v) {
				return true
			}
		}
	}
	return false
}

// unlessAsked is an error if the caller named the pruned engine.
func (j *job) unlessAsked(why error) error {
	if j.request.Engine == PrunedEngine {
		return RequestError{fmt.Errorf("the pruned engine cannot compute it: %w", why)}
	}
	return nil
}
