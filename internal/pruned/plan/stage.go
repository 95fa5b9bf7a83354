package plan

import "tfreeze/internal/pruned/network"

// A Stage is some steps behind each other, and the order in which to compute parts of them.
// One that streams goes through its steps by rows of pixels, each as soon as what it reads
// is there: few rows are alive at once, and are still in the cache when they are read.
type Stage struct {
	Forward, Backward []Part
	Streams           bool

	from, to int
}

// A Part is some of the elements of a step's output, From..To-1, going forward. Going
// backward, it is those of the input of one of the step's Backs; or, where Back is -1, those
// of the output whose gradients are complete. Step -1 is what makes the input.
type Part struct {
	Step, Back, From, To int
	// from and to are the rows of pixels.
	from, to int
}

// inCache is how many bytes of weights the steps of a stage that streams have together:
// they are read again for each row of pixels.
const inCache = 1 << 20

// stages cuts the steps into stages. A convolution with more weights is one of its own,
// which does not stream.
func (p *Plan) stages() []Stage {
	var all []Stage
	size := 0
	for k := range p.Steps {
		own := p.Steps[k].weightBytes()
		if size += own; k == 0 || size > inCache {
			all, size = append(all, Stage{from: k, Streams: own <= inCache}), own
		}
		all[len(all)-1].to = k + 1
	}
	return all
}

func (s *Step) weightBytes() int {
	if s.Kind == network.Conv || s.Kind == network.Grouped {
		return 4 * len(s.Kernel.Weights)
	}
	return 0
}
