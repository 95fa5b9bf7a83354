package pruned

import (
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
)

// What a step is on a ray, the straight line through x0: D = along * base.
type place int

const (
	// behind the ray, each point is for itself.
	behind place = iota
	// inside, states and gradients are one column.
	inside
	// atEnd, a sum of one column becomes a state at each point.
	atEnd
)

// rays finds what each step is on a ray.
func rays(p *plan.Plan) []place {
	spread := make([]bool, len(p.Tensors))
	for {
		places, straight := trace(p, spread)
		if !widen(p, places, straight, spread) {
			return places
		}
	}
}

// trace follows the ray to the activations, max-pools and products, and to the tensors that are
// to be spread.
func trace(p *plan.Plan, spread []bool) (places []place, straight []bool) {
	places, straight = make([]place, len(p.Steps)), make([]bool, len(p.Tensors))
	straight[p.Net.Input] = !spread[p.Net.Input]
	for k := range p.Steps {
		s := &p.Steps[k]
		onRay := s.Kind != network.Max && s.Kind != network.Product
		for _, t := range s.In {
			onRay = onRay && straight[t]
		}
		switch straight[s.Out] = onRay && s.Activation == nil && !spread[s.Out]; {
		case straight[s.Out]:
			places[k] = inside
		case onRay:
			places[k] = atEnd
		}
	}
	return places, straight
}

// widen marks the tensors of the ray that something behind it reads, and reports whether
// there are more than before.
func widen(p *plan.Plan, places []place, straight, spread []bool) bool {
	more := false
	mark := func(t int) {
		for _, owner := range p.Owners(t) {
			if straight[t] && !spread[owner] {
				spread[owner], more = true, true
			}
		}
		if straight[t] && !spread[t] {
			spread[t], more = true, true
		}
	}
	for k := range p.Steps {
		if places[k] == behind {
			for _, t := range p.Steps[k].In {
				mark(t)
			}
		}
	}
	mark(len(p.Tensors) - 1)
	return more
}
