package explain

import (
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// fill replaces cuts by masks, where the criterion is one that draws or reads them.
func (j *job) fill(layers [][]Layer) error {
	switch j.criterion.Kind {
	case methods.Random:
		return j.drawMasks(layers)
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
// random. Which those are depends on the seed, the input and the layer's name alone, and is
// what signatures draw.
func (j *job) drawMasks(layers [][]Layer) error {
	shuffle, err := tensorflow.NewShuffle(serving.ShuffleRounds)
	if err != nil {
		return err
	}
	defer shuffle.Close()
	seed := serving.SeedWords(j.criterion.Seed)
	for k := range j.results {
		image, err := shuffle.Fingerprint(j.part(j.x, k))
		if err != nil {
			return err
		}
		for i, c := range j.cuts {
			if c == nil {
				continue
			}
			l := &layers[i][k]
			places, err := shuffle.Places([3]int32{image[0] ^ seed[0], image[1] ^ seed[1], serving.LayerSeed(l.Name)}, l.Nodes)
			if err != nil {
				return err
			}
			wanted := int32(l.Selected)
			c.replace(k, l, func(n int) bool { return places[n] < wanted })
		}
	}
	return nil
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
