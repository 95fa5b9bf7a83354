package plan

import (
	"golang.org/x/sync/errgroup"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/rooms"
)

// Values are what the run at x0 tells.
type Values struct {
	// At returns a tensor's elements for the image.
	At func(gr.Output) ([]float32, error)
	// Thresholds are those of the freezings.
	Thresholds []float32
	// Numbers, if there, returns what has to reach the threshold of a freezing at x0, unit
	// by unit. Without it, that is the activation.
	Numbers func(freezing int) ([]float32, error)
	// Threads is how many goroutines plan, which may ask at once; 0 is 1.
	Threads int
	// Rooms, if there, lend a plan its memory, until Release.
	Rooms *rooms.Rooms
}

// each does n things, as many at once as there are threads.
func (v Values) each(n int, do func(i int) error) error {
	var group errgroup.Group
	group.SetLimit(max(1, v.Threads))
	for i := range n {
		group.Go(func() error { return do(i) })
	}
	return group.Wait()
}

// numbers returns what has to reach the threshold of an activation.
func (v Values) numbers(a *network.Activation) ([]float32, error) {
	if v.Numbers != nil {
		return v.Numbers(a.Frozen)
	}
	return v.At(a.Output)
}

// Input returns what an activation reads at x0.
func (v Values) Input(a *network.Activation) ([]float32, error) {
	u, err := v.At(a.Input)
	if err != nil || a.Less.IsZero() {
		return u, err
	}
	less, err := v.At(a.Less)
	if err != nil {
		return nil, err
	}
	of, subtracted := a.Shapes[0], a.Shapes[1]
	difference := make([]float32, len(u))
	for e := range u {
		at := pixelAlong(subtracted, of, e/of.C) * subtracted.C
		if subtracted.C == of.C {
			at += e % of.C
		}
		difference[e] = u[e] - less[at]
	}
	return difference, nil
}
