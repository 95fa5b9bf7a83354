package pipeline

import (
	"fmt"
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
)

// A group holds inputs of one shape and one target that go through the network together, and their
// results. Once done is closed, each input has a result or an error.
type group struct {
	inputs  []*inputs.Input
	results []*explain.Result
	failed  []error
	done    chan error
	// shared is the run of the input, if other groups explain other targets of it.
	shared *shared
}

// grouped divides the inputs into groups of at most that size. A group holds
// consecutive inputs of one shape and one target.
func grouped(all []*inputs.Input, size int) []*group {
	var groups []*group
	for _, in := range all {
		last := len(groups) - 1
		if last < 0 || len(groups[last].inputs) == size || !alike(groups[last].inputs[0], in) {
			groups = append(groups, &group{done: make(chan error, 1)})
			last++
		}
		g := groups[last]
		g.inputs, g.results, g.failed = append(g.inputs, in), append(g.results, nil), append(g.failed, nil)
	}
	return groups
}

// alike reports whether inputs may go through the network together.
func alike(a, b *inputs.Input) bool { return a.Target == b.Target && slices.Equal(a.Shape, b.Shape) }

// load decodes the inputs, and returns the indices of those that could be decoded.
func (g *group) load() []int {
	var loaded []int
	for i, in := range g.inputs {
		if g.failed[i] = in.Load(); g.failed[i] == nil {
			loaded = append(loaded, i)
		}
	}
	return loaded
}

func (g *group) values(which []int) [][]float32 {
	x := make([][]float32, len(which))
	for k, i := range which {
		x[k] = g.inputs[i].X
	}
	return x
}

// groupOf are inputs that go through the network together: their shape and their
// preprocessing are the same.
type groupOf []*inputs.Input

// flat is inputs.Input.Flat of each of them. It fails if it fails for one.
func (g groupOf) flat(pixel uint8) (x []float32, err error) {
	for _, in := range g {
		if x, err = in.Flat(pixel); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// flat is that of some of the group's inputs.
func (g *group) flat(which []int) func(pixel uint8) ([]float32, error) {
	var some groupOf
	for _, i := range which {
		some = append(some, g.inputs[i])
	}
	return some.flat
}

// String names a group in errors.
func (g *group) String() string {
	if len(g.inputs) == 1 {
		return g.inputs[0].String()
	}
	return fmt.Sprintf("%s and %d more", g.inputs[0], len(g.inputs)-1)
}
