package methods

import (
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
)

// smoothGrad is the mean of the squared gradient over noisy inputs (the
// "magnitude" of PAIR-code/saliency), or of the gradient.
// Smilkov et al., "SmoothGrad: Removing Noise by Adding Noise", 2017.
var smoothGrad = Method{
	Name: "smoothgrad", Summary: "the mean squared gradient at noisy inputs", Paper: true, PointMethod: "grad",
	average: smoothed(nil),
}

// smoothGuidedBackprop is smoothGrad of guided backpropagation.
var smoothGuidedBackprop = Method{
	Name: "smooth_guided_backprop", Summary: "the mean squared guided gradient at noisy inputs",
	PointMethod: "guided_backprop", passes: guidedBackprop.passes,
	average: smoothed(atActivations(guidedRule)),
}

func smoothed(rules override) *average {
	return &average{
		rules: rules,
		options: func(e emit, n *Net) map[string]option {
			return map[string]option{
				"samples": e.option("samples", e.int(DefaultSamples), "Greater", e.int(0), "samples must be 1 or more"),
				"stdev":   e.option("stdev", e.scalar(DefaultStdev, n.Input), "GreaterEqual", e.scalar(0, n.Input), "stdev must be 0 or more"),
				"seed":    e.option("seed", e.Const("", gr.Tensor(nil, int64(0))), "", gr.Output{}, ""),
			}
		},
		attribution: func(l *loop, options map[string]option) (gr.Output, error) {
			scale, noise := l.spread(options["stdev"].value), l.normal(options["seed"].value)
			mean, err := l.mean(options["samples"].value, true, func(body emit, round gr.Output) gr.Output {
				return body.add(body.mul(noise(body, round), scale), l.Input)
			})
			if err != nil {
				return gr.Output{}, err
			}
			return l.to(mean, gr.Float), nil
		},
	}
}

// spread is the noise's standard deviation of each image, stdev times its range.
func (l *loop) spread(stdev gr.Output) gr.Output {
	rows := l.reshape(l.Input, l.concat(l.int(0), l.slice(l.shape(l.Input), l.ints(0), l.ints(1)), l.ints(-1)))
	high := l.to(l.reduce("Max", rows, l.ints(1), false), gr.Double)
	low := l.to(l.reduce("Min", rows, l.ints(1), false), gr.Double)
	return l.perImage(l.to(l.mul(l.to(stdev, gr.Double), l.sub(high, low)), gr.Float), l.Input)
}

const uint64Type = typespb.DataType_DT_UINT64

// philox is the number of the algorithm, Philox 4x32-10.
const philox = 1

// normal returns a function that emits the standard normal numbers of a round,
// [1, ...]. The seed is Philox's key and the round the high half of its counter:
// noise is the same whatever the network runs on, and for all images.
func (l *loop) normal(seed gr.Output) func(body emit, round gr.Output) gr.Output {
	bits := l.Op("Bitcast", "", gr.Type{DType: uint64Type}, gr.Attrs{"T": gr.Int64, "type": uint64Type}, seed)
	key := l.reshape(bits, l.ints(1))
	dims := l.slice(l.shape(l.Input), l.ints(1), l.ints(-1))
	elements := l.reduce("Prod", dims, l.ints(0), true)
	return func(body emit, round gr.Output) gr.Output {
		counter := body.Op("Pack", "", gr.Type{DType: uint64Type}, gr.Attrs{"T": uint64Type, "N": 2, "axis": 0},
			body.to(body.int(0), uint64Type), body.to(round, uint64Type))
		flat := body.Op("StatelessRandomNormalV2", "", gr.Type{DType: gr.Float},
			gr.Attrs{"dtype": gr.Float, "Tshape": gr.Int32}, elements, key, counter, body.int(philox))
		return body.reshape(flat, body.concat(body.int(0), body.ints(1), dims))
	}
}
