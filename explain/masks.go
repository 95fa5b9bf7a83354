package explain

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"

	"tfreeze/methods"
)

// fill replaces cuts by masks, where the criterion is one that draws or reads them.
func (j *job) fill(layers [][]Layer) error {
	switch j.criterion.Kind {
	case methods.Random:
		j.drawMasks(layers)
	case methods.FromFile:
		masks, err := j.readMasks()
		if err != nil {
			return RequestError{err}
		}
		for i, c := range j.cuts {
			for k := range j.results {
				if c != nil {
					c.replace(k, &layers[i][k], func(n int) bool { return masks[i][n] })
				}
			}
		}
	}
	return nil
}

// drawMasks lets as many nodes of each layer pass as have reached the threshold, drawn at
// random. Which those are depends on the seed, the input and the layer's name alone.
func (j *job) drawMasks(layers [][]Layer) {
	for k := range j.results {
		image := hashOf(j.part(j.x, k))
		for i, c := range j.cuts {
			if c == nil {
				continue
			}
			l := &layers[i][k]
			r, left, wanted := generator(j.criterion.Seed, image, l.Name), l.Nodes, l.Selected
			c.replace(k, l, func(int) bool {
				drawn := r.IntN(left) < wanted
				if left--; drawn {
					wanted--
				}
				return drawn
			})
		}
	}
}

// replace makes the k-th input's part of a cut a mask. passes is called for each node,
// in C order.
func (c *cut) replace(k int, l *Layer, passes func(n int) bool) {
	if k == 0 {
		c.numbers, c.tensor = make([]float32, len(c.numbers)), nil
	}
	n := 0
	l.Selected = 0
	for from, to := range c.runs(k) {
		for i := from; i < to; i++ {
			if passes(n) {
				c.numbers[i] = 1
				l.Selected++
			}
			n++
		}
	}
	c.thresholds[k], l.Threshold = 1, without
}

func hashOf(x []float32) [sha256.Size]byte {
	raw := make([]byte, 0, 4*len(x))
	for _, v := range x {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	return sha256.Sum256(raw)
}

// generator is seeded by a hash of all that the drawn nodes depend on.
func generator(seed uint64, image [sha256.Size]byte, layer string) *rand.Rand {
	key := sha256.Sum256(append(binary.LittleEndian.AppendUint64(image[:], seed), layer...))
	return rand.New(rand.NewPCG(binary.LittleEndian.Uint64(key[:]), binary.LittleEndian.Uint64(key[8:])))
}
