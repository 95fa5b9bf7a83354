package plan

import (
	"math/bits"

	"tfreeze/internal/pruned/network"
)

// A set is of elements of a tensor, a bit each; each pixel has words of its own.
type set struct {
	words []uint64
	each  int
}

const wordBits = 64

func newSet(t network.Tensor) set {
	each := (t.C + wordBits - 1) / wordBits
	return set{make([]uint64, t.Pixels()*each), each}
}

// fullSet has all elements.
func fullSet(t network.Tensor) set {
	s := newSet(t)
	for p := range t.Pixels() {
		fill(s.at(p), t.C)
	}
	return s
}

// fill sets the first n bits.
func fill(words []uint64, n int) {
	for i := range words {
		words[i] = ^uint64(0)
	}
	if rest := n % wordBits; rest > 0 {
		words[len(words)-1] = 1<<rest - 1
	}
}

// at are the words of a pixel.
func (s set) at(pixel int) []uint64 { return s.words[pixel*s.each : (pixel+1)*s.each] }

func (s set) has(pixel, channel int) bool {
	return s.words[pixel*s.each+channel/wordBits]>>(channel%wordBits)&1 != 0
}

func (s set) add(pixel, channel int) {
	s.words[pixel*s.each+channel/wordBits] |= 1 << (channel % wordBits)
}

func (s set) remove(pixel, channel int) {
	s.words[pixel*s.each+channel/wordBits] &^= 1 << (channel % wordBits)
}

// some reports for each pixel whether it has an element.
func (s set) some() []bool {
	all := make([]bool, len(s.words)/max(1, s.each))
	for p := range all {
		all[p] = hasAny(s.at(p))
	}
	return all
}

func (s set) count() int {
	n := 0
	for _, w := range s.words {
		n += bits.OnesCount64(w)
	}
	return n
}

func hasAny(words []uint64) bool {
	any := uint64(0)
	for _, w := range words {
		any |= w
	}
	return any != 0
}

// unite adds the channels of another pixel.
func unite(to, from []uint64) {
	for i, w := range from {
		to[i] |= w
	}
}

// meet keeps the channels that another set has, too.
func (s set) meet(other set) {
	for i, w := range other.words {
		s.words[i] &= w
	}
}

// uniteMoved adds channels, moved by a number of channels, up to the n-th.
func uniteMoved(to, from []uint64, by, n int) {
	for i, w := range from {
		for ; w != 0; w &= w - 1 {
			if c := i*wordBits + bits.TrailingZeros64(w) + by; c >= 0 && c < n {
				to[c/wordBits] |= 1 << (c % wordBits)
			}
		}
	}
}

// widen turns groups of from channels into groups of to channels: where one of a group is,
// all of the other's are.
func widen(to, from []uint64, each, perGroup int) {
	for i, w := range from {
		for ; w != 0; w &= w - 1 {
			group := (i*wordBits + bits.TrailingZeros64(w)) / each
			for c := group * perGroup; c < (group+1)*perGroup; c++ {
				to[c/wordBits] |= 1 << (c % wordBits)
			}
		}
	}
}
