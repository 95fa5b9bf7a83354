package plan

import (
	"slices"

	"tfreeze/internal/pruned/network"
)

// Vary finds which outputs of a step vary, of those that the filter takes.
func (p *Plan) Vary(k int, f Filter, v Values) error {
	s := &p.Steps[k]
	var elements []int32
	switch {
	case k == len(p.Steps)-1:
		elements = p.varyScore(s)
	case s.Kind == network.Conv:
		elements = p.varyConv(s, &f)
	case s.Kind == network.View:
		elements = p.varyView(s)
	case s.Kind == network.Max:
		z, err := v.At(s.Pooled)
		if err != nil {
			return err
		}
		elements = p.varyMax(s, z)
	default:
		elements = p.varySum(s, &f)
	}
	p.Tensors[s.Out] = p.live(s.Out, elements)
	if s.Kind == network.View {
		p.Tensors[s.Out].owners = p.ownersOf(s)
	}
	return nil
}

// ownersOf are the tensors that hold what a view shows.
func (p *Plan) ownersOf(s *Step) []int {
	var owners []int
	for _, t := range s.In {
		owners = append(owners, p.Tensors[t].owners...)
	}
	slices.Sort(owners)
	return slices.Compact(owners)
}

// varyScore takes the score of the target.
func (p *Plan) varyScore(s *Step) []int32 {
	i, found := slices.BinarySearch(p.Tensors[s.In[0]].Elements, int32(p.target))
	s.Weights = []float32{1}
	if !found {
		s.First = []int32{0}
		return nil
	}
	s.First, s.Members = []int32{0, 1}, []Member{{Index: int32(i)}}
	return []int32{0}
}

// varyConv takes all channels of a pixel that reads something live.
func (p *Plan) varyConv(s *Step, f *Filter) []int32 {
	var elements []int32
	out := p.Shape(s.Out)
	for pixel := range out.Pixels() {
		if p.reads(s, pixel) {
			elements = f.take(elements, pixel*out.C, (pixel+1)*out.C)
		}
	}
	return elements
}

// reads reports whether an output pixel reads something live.
func (p *Plan) reads(s *Step, pixel int) bool {
	start := p.Tensors[s.In[0]].Start
	for q := range taps(s.Window, p.Shape(s.In[0]), p.Shape(s.Out), pixel) {
		if start[q+1] > start[q] {
			return true
		}
	}
	return false
}

// taps are the pixels of the input that an output pixel reads, and the taps by which.
func taps(w network.Window, in, out network.Tensor, pixel int) func(yield func(q, tap int) bool) {
	return func(yield func(q, tap int) bool) {
		y, x := pixel/out.W*w.SH-w.Top, pixel%out.W*w.SW-w.Left
		for i := range w.KH {
			yy := y + i*w.DH
			if yy < 0 || yy >= in.H {
				continue
			}
			for j := range w.KW {
				if xx := x + j*w.DW; xx >= 0 && xx < in.W && !yield(yy*in.W+xx, i*w.KW+j) {
					return
				}
			}
		}
	}
}

// varyView renumbers what its inputs have live. Inputs that share a row of pixels come
// in the order of their channels, so that to sort by pixels sorts by elements.
func (p *Plan) varyView(s *Step) []int32 {
	type shown struct {
		element int32
		member  Member
	}
	box := network.Tensor{H: s.Box[0], W: s.Box[1], C: s.Box[2]}
	var all []shown
	count := make([]int32, box.Pixels()+1)
	for i, t := range s.In {
		shape := p.Shape(t)
		for r, e := range p.Tensors[t].Elements {
			if to, ok := moved(int(e), shape, box, s.At[i]); ok {
				all = append(all, shown{int32(to), Member{Input: int32(i), Index: int32(r)}})
				count[to/box.C+1]++
			}
		}
	}
	for i := range box.Pixels() {
		count[i+1] += count[i]
	}
	elements := make([]int32, len(all))
	s.Members = make([]Member, len(all))
	for _, a := range all {
		at := &count[int(a.element)/box.C]
		elements[*at], s.Members[*at] = a.element, a.member
		*at++
	}
	return elements
}

// moved is where an element is in a box that the tensor begins at a place of.
func moved(e int, from, box network.Tensor, at [3]int) (int, bool) {
	c, x, y := e%from.C+at[2], e/from.C%from.W+at[1], e/from.C/from.W+at[0]
	if c < 0 || x < 0 || y < 0 || c >= box.C || x >= box.W || y >= box.H {
		return 0, false
	}
	return (y*box.W+x)*box.C + c, true
}
