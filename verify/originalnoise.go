package verify

import "tfreeze/internal/tensorflow"

// noises are how far apart the original's outputs and the graph's may be, by the rounding
// of float32. It is measured as differences.measure does: the input moves in its last
// digits, to one side and to the other, and what is left of the sum of the two changes is
// rounding.
func (o *counterparts) noises(names []string) ([]float64, error) {
	outputs := func(x []float32) ([][]float32, error) {
		out, err := o.run(x, nil, names...)
		if err != nil {
			return nil, err
		}
		all := make([][]float32, len(out))
		for i, t := range out {
			if all[i], err = tensorflow.Floats(t); err != nil {
				return nil, err
			}
		}
		return all, nil
	}
	here, err := outputs(o.x)
	if err != nil {
		return nil, err
	}
	noises := make([]float64, len(names))
	for draw := range uint64(draws) {
		below, above := moved(o.x, o.request.seed(), draw)
		low, err := outputs(below)
		if err != nil {
			return nil, err
		}
		high, err := outputs(above)
		if err != nil {
			return nil, err
		}
		for i := range names {
			noises[i] = max(noises[i], min(orders*beyond(here[i], low[i], high[i]), mostNoise))
		}
	}
	return noises, nil
}

// beyond is how far the mean of low and high is from here, as a share of the largest
// element.
func beyond(here, low, high []float32) float64 {
	mean, middle := make([]float64, len(here)), wider(here)
	for i := range mean {
		if i < len(low) && i < len(high) {
			mean[i] = (float64(low[i]) + float64(high[i])) / 2
		}
	}
	return apart(mean, middle)
}
