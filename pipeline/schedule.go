package pipeline

import (
	"tfreeze/explain"
	"tfreeze/inputs"
)

// A Load bounds how much runs at once. The zero value runs one image at a time through
// the network, with two runs in parallel if they fit into half of the free memory, and if
// one does not keep all cores busy. No map depends on it, unless memory is too little for the pruned engine.
type Load struct {
	// Batch, if not 0, is the number of inputs that go through the network together, or
	// the number of points of a path.
	Batch int
	// Memory, if not 0, is the number of bytes to use, besides the weights.
	Memory int64
}

// A schedule says how much runs at once: the number of groups, of images that go
// through the network together in each group, and of points of a path.
type schedule struct{ groups, images, points int }

func (l Load) schedule(e *explain.Explainer, all []*inputs.Input) schedule {
	// A network with a fixed batch is given as many inputs as it takes.
	fixed := e.Batch()
	if l.Batch > 0 {
		images := min(l.Batch, len(all))
		if fixed > 0 {
			images = min(fixed, len(all))
		}
		return schedule{1, images, max(1, l.Batch/images)}
	}
	together := l.Together(e, all[0].Shape)
	groups := min(together, len(all))
	return schedule{groups, max(1, min(fixed, len(all))), min(together/groups, e.Points())}
}

// Points returns how many points of the path of one input of that shape to evaluate at
// once.
func (l Load) Points(e *explain.Explainer, shape []int64) int {
	return min(l.Together(e, shape), e.Points())
}

// Together returns how many runs of inputs of that shape are in progress at once.
func (l Load) Together(e *explain.Explainer, shape []int64) int {
	if memory := l.Bytes(); memory > 0 {
		return e.Together(shape, memory)
	}
	return explain.NewRequest().Parallel
}

// Bytes is how much memory all runs may take: Memory, or half of what is free; 0 if that
// is unknown.
func (l Load) Bytes() int64 {
	if l.Memory > 0 {
		return l.Memory
	}
	free, err := explain.FreeMemory()
	if err != nil { // Linux alone tells
		return 0
	}
	return free / 2
}
