package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
)

// varGrad is the variance of the gradient over noisy inputs: the mean of its square
// minus the square of its mean. Adebayo, Gilmer, Goodfellow, Kim, "Local Explanation
// Methods for Deep Neural Networks Lack Sensitivity to Parameter Values", 2018.
var varGrad = Method{
	Name: "vargrad", Summary: "the variance of the gradient at noisy inputs", Local: true, PointMethod: "grad",
	Options: noiseOptions, ZeroMeans: "no single layer is the cause; the gradient is the same at all noisy inputs",
	average: &average{
		emit: func(l *serving.Loop, a serving.Arguments) (gr.Output, error) {
			means, err := l.Means(Samples.Argument(a), []int{1, 2}, emitNoisy(l, a))
			if err != nil {
				return gr.Output{}, err
			}
			variance := l.Sub(means[1], l.Mul(means[0], means[0]))
			return l.To(l.Binary("Maximum", variance, l.Scalar(0, variance)), gr.Float), nil
		},
		points: func(in Inputs, v Values) Points {
			p := noisy(in, v)
			p.Powers = []int{1, 2}
			p.Of = func(_ int, means []float64) float64 { return max(0, means[1]-means[0]*means[0]) }
			return p
		},
	},
}
