package plan

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
)

// A pairing is what a product's factors are at a pixel: which vary, and which leave
// something of the other.
type pairing struct {
	p      *Plan
	s      *Step
	out    network.Tensor
	passes [2]set
	rooms  [4][]uint64
}

func (p *Plan) pairing(s *Step, v Values) (*pairing, error) {
	a := &pairing{p: p, s: s, out: p.Shape(s.Out)}
	for i, t := range s.In {
		z, err := v.At(s.Factors[i])
		if err != nil {
			return nil, err
		}
		a.passes[i] = nonzero(p.Shape(t), z)
		unite(a.passes[i].words, p.Tensors[t].set.words)
	}
	each := newSet(network.Tensor{H: 1, W: 1, C: a.out.C}).each
	for i := range a.rooms {
		a.rooms[i] = make([]uint64, each)
	}
	return a, nil
}

// at writes, for both factors, the channels of an output pixel at which each varies and the
// other is not 0 for good.
func (a *pairing) at(pixel int, live *[2][]uint64) {
	for i, t := range a.s.In {
		other := a.p.Shape(a.s.In[1-i])
		own := a.p.Shape(t)
		copy(live[i], channelsAlong(a.p.Tensors[t].set, own, a.out, pixelAlong(own, a.out, pixel), a.rooms[i]))
		passes := channelsAlong(a.passes[1-i], other, a.out, pixelAlong(other, a.out, pixel), a.rooms[2+i])
		for w := range live[i] {
			live[i][w] &= passes[w]
		}
	}
}

func (a *pairing) room() *[2][]uint64 {
	each := len(a.rooms[0])
	return &[2][]uint64{make([]uint64, each), make([]uint64, each)}
}

// varyProduct takes the elements of which a factor varies, unless the other is 0 for good.
func (p *Plan) varyProduct(s *Step, f *Filter, v Values) (set, error) {
	a, err := p.pairing(s, v)
	if err != nil {
		return set{}, err
	}
	all, live := newSet(a.out), a.room()
	for pixel := range a.out.Pixels() {
		a.at(pixel, live)
		unite(all.at(pixel), live[0])
		unite(all.at(pixel), live[1])
	}
	all.meet(f.set(a.out))
	return all, nil
}

// needProduct needs the factors that vary.
func (p *Plan) needProduct(s *Step, needed []set, v Values) error {
	a, err := p.pairing(s, v)
	if err != nil {
		return err
	}
	live := a.room()
	for pixel, some := range needed[s.Out].some() {
		if !some {
			continue
		}
		a.at(pixel, live)
		for i, t := range s.In {
			for w, n := range needed[s.Out].at(pixel) {
				live[i][w] &= n
			}
			own := p.Shape(t)
			uniteAlong(needed[t].at(pixelAlong(own, a.out, pixel)), live[i], own, a.out)
		}
	}
	return nil
}

// listProduct lists the factors of each element that vary: one has the value of the other
// at x0 as its weight.
func (p *Plan) listProduct(s *Step, v Values) error {
	var z [2][]float32
	for i := range s.In {
		var err error
		if z[i], err = v.At(s.Factors[i]); err != nil {
			return err
		}
	}
	l, out := &p.Tensors[s.Out], p.Shape(s.Out)
	s.Weights, s.First = nil, make([]int32, 1, len(l.Elements)+1)
	var read []source
	for pixel := range out.Pixels() {
		read = p.sources(s, pixel, read)
		for _, o := range l.Channel[l.Start[pixel]:l.Start[pixel+1]] {
			s.product(read, o, z)
		}
	}
	s.Pairs = int64(len(s.Members))
	return nil
}

// product lists the factors of one element.
func (s *Step) product(read []source, o int32, z [2][]float32) {
	for i := range read {
		read[i].group(o, o+1)
	}
	for i := range read {
		own, other := &read[i], &read[1-i]
		weight := z[1-i][other.element(o)]
		if own.at == own.to || other.at == other.to && weight == 0 {
			continue
		}
		s.Members = append(s.Members, Member{Input: int32(i), Index: own.at, Weight: int32(len(s.Weights))})
		s.Weights = append(s.Weights, weight)
	}
	s.First = append(s.First, int32(len(s.Members)))
}

// Kept is how many states of its inputs a product keeps for the way back: those of the
// first, then those of the second. It is 0 where no two factors vary together.
func (p *Plan) Kept(s *Step) int {
	for i := range len(s.First) - 1 {
		if s.First[i+1]-s.First[i] == 2 {
			return len(p.Tensors[s.In[0]].Elements) + len(p.Tensors[s.In[1]].Elements)
		}
	}
	return 0
}

// Multiplied are those of the elements of a product's i-th input, from..to-1, that a part of
// the product reads.
func (p *Plan) Multiplied(part Part, i int) (from, to int) {
	s := &p.Steps[part.Step]
	first, _ := p.reads(s, i, part.from)
	_, last := p.reads(s, i, part.to-1)
	start, w := p.Tensors[s.In[i]].Start, p.Shape(s.In[i]).W
	return int(start[first*w]), int(start[last*w])
}

// keptOf is where the state is kept that the given member of an output is multiplied by, or
// -1 if that does not vary.
func (p *Plan) keptOf(s *Step, output int, number int32) int32 {
	members := s.members(output)
	if len(members) < 2 {
		return -1
	}
	other := members[1-number]
	return other.Index + other.Input*int32(len(p.Tensors[s.In[0]].Elements))
}

// Product lists what a product reads on the way forward: D = Da (vb + Db) + va Db.
func (p *Plan) Product(s *Step) []kernels.Factor {
	factors := make([]kernels.Factor, len(s.Members))
	for i := range len(s.First) - 1 {
		for n, m := range s.members(i) {
			kept := int32(-1)
			if n == 0 {
				kept = p.keptOf(s, i, 0)
			}
			factors[int(s.First[i])+n] = kernels.Factor{Slot: p.Tensors[s.In[m.Input]].Slot[m.Index], Weight: m.Weight, Kept: kept}
		}
	}
	return factors
}
