package slim

import gr "tfreeze/graphrewrite"

// A normalization says how the convolutions of a network are normalised: Ioffe and
// Szegedy, "Batch Normalization", 2015. Mean and variance are averages from training.
type normalization struct {
	// epsilon is added to the variance.
	epsilon float32
	// scaled networks multiply by gamma.
	scaled bool
}

// Each of TF-slim's networks uses one of these.
var (
	none          = normalization{}
	inceptionNorm = normalization{epsilon: 1e-3}
	resnetNorm    = normalization{epsilon: 1e-5, scaled: true}
)

// normalize adds the op in the builder's scope.
func normalize(b builder, x tensor) tensor {
	gamma := gamma(b, x.channels)
	beta := b.variable("beta", x.channels)
	mean, variance := b.variable("moving_mean", x.channels), b.variable("moving_variance", x.channels)
	float := gr.Type{DType: gr.Float}
	n := b.ops.Node("FusedBatchNormV3", "FusedBatchNormV3", []gr.Type{float, float, float, float, float, float}, gr.Attrs{
		"T": gr.Float, "U": gr.Float, "data_format": "NHWC",
		"epsilon": b.norm.epsilon, "exponential_avg_factor": float32(1), "is_training": false,
	}, x.Output, gamma, beta.Output, mean.Output, variance.Output)
	return tensor{n.Out(0), x.channels}
}

// gamma is a variable if the network or the checkpoint has one, else a constant 1.
func gamma(b builder, channels int64) gr.Output {
	if _, ok := b.checkpoint.Variable(b.variables + "/gamma"); ok || b.norm.scaled {
		return b.variable("gamma", channels).Output
	}
	return b.ops.Const("Const", gr.Tensor(gr.Shape{channels}, float32(1)))
}

// norm is a normalisation and a Relu, in their own scope.
func norm(name string) layer {
	return step(func(b builder, x tensor) tensor {
		b = b.in(name)
		return relu(b, normalize(b, x))
	})
}
