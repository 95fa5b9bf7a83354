package methods

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// noiseOptions are the options of a method that averages over noisy inputs.
var noiseOptions = []*Choice{Samples.Choice, Stdev.Choice, Seed.Choice, Noise.Choice}

// IsNoisy reports whether the method evaluates gradients at noisy inputs.
func (m Method) IsNoisy() bool { return slices.Contains(m.Options, Stdev.Choice) }

// emitNoisy emits the noisy input of a round. The noise has stdev times the input's
// range as standard deviation.
func emitNoisy(l *serving.Loop, a serving.Arguments) func(body autodiff.Emitter, round gr.Output) gr.Output {
	scale, noise := l.Spread(Stdev.Argument(a)), l.Normal(Seed.Argument(a))
	return func(body autodiff.Emitter, round gr.Output) gr.Output {
		return body.Add(body.Mul(noise(body, round), scale), l.Input)
	}
}

// noisy returns the inputs with noise added: the given noise or, without it, the same
// numbers that emitNoisy adds.
func noisy(in Inputs, v Values) Points {
	noise, n := drawn(in, v), Samples.Of(v)
	if given := Noise.Of(v); given != nil {
		noise, n = repeated(in, given), len(given)/in.Size
	}
	return Points{N: n, Write: func(k int, into []float32) error {
		if err := noise(k, into); err != nil {
			return err
		}
		for i, x := range in.X {
			into[i] += x
		}
		return nil
	}}
}

// repeated returns the k-th sample of an array, the same for each input.
func repeated(in Inputs, array []float32) func(k int, into []float32) error {
	return func(k int, into []float32) error {
		for one := range slices.Chunk(into, in.Size) {
			copy(one, array[k*in.Size:])
		}
		return nil
	}
}

// drawn returns the k-th sample of the seed, scaled to the range of each input.
func drawn(in Inputs, v Values) func(k int, into []float32) error {
	var stdevs []float32
	for x := range slices.Chunk(in.X, in.Size) {
		stdevs = append(stdevs, float32(Stdev.Of(v)*(float64(slices.Max(x))-float64(slices.Min(x)))))
	}
	return func(k int, into []float32) error {
		first := into[:in.Size]
		if err := in.Normal(Seed.Of(v), uint64(k), first); err != nil {
			return err
		}
		for i := len(stdevs) - 1; i >= 0; i-- {
			for at, v := range first {
				into[i*in.Size+at] = v * stdevs[i]
			}
		}
		return nil
	}
}
