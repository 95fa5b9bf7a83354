package pruned

import (
	"unsafe"

	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
	"tfreeze/internal/pruned/rooms"
)

// Smaller kernels are in a second cache as they are, and images with fewer pixels read each
// weight too seldom to copy it.
const packFrom, fewPixels = 1 << 16, 16

// pack leaves of a kernel what lies between channels that live at any pixel, and puts together
// what a row reads: more of it is in the cache. row and list are the steps of the channels of
// rows, and of what these read.
func (r *run) pack(c *kernels.Conv, rows, lists *kernels.Live, row, list *int) {
	if !r.packs(len(c.Weights), rows.H*rows.W) {
		return
	}
	taps, down, across := c.KH*c.KW, r.renumber(rows), r.renumber(lists)
	width := taps * len(across)
	weights := r.loan.Floats(len(down) * width)
	for i, channel := range down {
		for tap := range taps {
			from, to := c.Weights[tap*c.Tap+int(channel)**row:], weights[i*width+tap*len(across):]
			for j, other := range across {
				to[j] = from[int(other)**list]
			}
		}
	}
	c.Weights, c.Tap, *row, *list = weights, len(across), width, 1
}

func (e *Engine) packs(weights, pixels int) bool { return weights >= e.packFrom && pixels > fewPixels }

// renumber counts an image's channels without those that live nowhere, and returns what they
// were.
func (r *run) renumber(l *kernels.Live) []int32 {
	numbers, live := make([]int32, l.Channels), living(l.Channel, l.Channels)
	for i, c := range live {
		numbers[c] = int32(i)
	}
	channels := rooms.Of[int32](&r.loan, len(l.Channel))
	for i, c := range l.Channel {
		channels[i] = numbers[c]
	}
	l.Channel, l.Channels = channels, len(live)
	return live
}

// living are those of n channels that are in a list.
func living(list []int32, n int) []int32 {
	lives, all := make([]bool, n), []int32(nil)
	for _, c := range list {
		lives[c] = true
	}
	for c := range int32(n) {
		if lives[c] {
			all = append(all, c)
		}
	}
	return all
}

// convBytes is the memory of what convolutions read: kernels that are packed, and entries.
func (e *Engine) convBytes(p *plan.Plan) int64 {
	total := 0
	for k := range p.Steps {
		s := &p.Steps[k]
		if s.Kind != network.Conv {
			continue
		}
		total += e.readBytes(p, s, s.Out, s.In[0])
		for i := range s.Back {
			total += e.readBytes(p, s, s.Back[i].Tensor, s.Out)
		}
	}
	return int64(total)
}

// readBytes is what the rows of one tensor read of another.
func (e *Engine) readBytes(p *plan.Plan, s *plan.Step, rows, lists int) int {
	to, from, shape := &p.Tensors[rows], &p.Tensors[lists], p.Shape(rows)
	total := len(from.Elements) * int(unsafe.Sizeof(kernels.Entry{}))
	if e.packs(len(s.Kernel.Weights), shape.H*shape.W) {
		weights := s.Window.KH * s.Window.KW * len(living(to.Channel, shape.C)) * len(living(from.Channel, p.Shape(lists).C))
		total += 4 * (weights + len(to.Channel) + len(from.Channel))
	}
	return total
}
