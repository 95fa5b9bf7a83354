package explain

import (
	"cmp"
	"fmt"
	"slices"

	"tfreeze/internal/nearest"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// An Engine says what computes the maps of frozen networks.
type Engine string

const (
	// AutoEngine is the default. It takes the pruned engine for averages over points
	// that leave it less work than the dense network has, and the dense one for all
	// else. What it takes depends on the network, the input, the method and its
	// options, and on nothing else that is asked for.
	AutoEngine Engine = "auto"
	// DenseEngine runs the whole network in TensorFlow. Its maps are those that the
	// signatures serve, to the bit.
	DenseEngine Engine = "dense"
	// PrunedEngine computes what freezing leaves of the network. It is an error to ask
	// for it where it cannot.
	PrunedEngine Engine = "pruned"
)

// Engines lists all of them.
var Engines = []Engine{AutoEngine, DenseEngine, PrunedEngine}

// EngineNames lists the names of Engines.
func EngineNames() []string {
	names := make([]string, len(Engines))
	for i, e := range Engines {
		names[i] = string(e)
	}
	return names
}

// orDefault is the engine, or the default if none is named.
func (e Engine) orDefault() Engine { return cmp.Or(e, AutoEngine) }

// check refuses an unknown engine.
func (e Engine) check() error {
	if e == "" || slices.Contains(Engines, e) {
		return nil
	}
	return nearest.Unknown("engine", string(e), EngineNames())
}

// wantsPruned reports whether to ask the pruned engine for a map. For a gradient at the
// input, a plan costs more than the dense network.
func (j *job) wantsPruned(m methods.Method, v serving.Variant) bool {
	switch j.request.Engine.orDefault() {
	case PrunedEngine:
		return frozen(v)
	case AutoEngine:
		return m.PointMethod != "" && frozen(v) && j.Prunes(m, v) == nil && j.isWorthPlanning(v, j.pointsOf(m))
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
