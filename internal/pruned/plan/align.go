package plan

import "tfreeze/internal/pruned/network"

// pixelAlong is the pixel that a tensor has at one of an output along which it may repeat.
func pixelAlong(t, out network.Tensor, pixel int) int {
	y, x := pixel/out.W, pixel%out.W
	if t.H < out.H {
		y = 0
	}
	if t.W < out.W {
		x = 0
	}
	return y*t.W + x
}

// channelsAlong are the channels that a set of a tensor has at a pixel, if the tensor may
// repeat its one channel along those of an output; room is for them.
func channelsAlong(s set, t, out network.Tensor, q int, room []uint64) []uint64 {
	if t.C == out.C {
		return s.at(q)
	}
	if clear(room); hasAny(s.at(q)) {
		fill(room, out.C)
	}
	return room
}

// uniteAlong adds what of a pixel's channels a tensor has.
func uniteAlong(to []uint64, from []uint64, t, out network.Tensor) {
	if t.C == out.C {
		unite(to, from)
	} else if hasAny(from) {
		to[0] |= 1
	}
}

// nonzero are the elements of a tensor that are not 0.
func nonzero(t network.Tensor, z []float32) set {
	s := newSet(t)
	for e, v := range z {
		if v != 0 {
			s.add(e/t.C, e%t.C)
		}
	}
	return s
}
