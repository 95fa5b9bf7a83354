package methods

import (
	"fmt"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// rectGrad is x dx, with du = dz at each activation where z dz exceeds the percentile of
// z dz, over all units of the layer and for each image; else du = 0. The slope of the
// activation has no part in it. Kim, Seo, Jeon, Koo, Choe, Jeon, "Why Are Saliency Maps
// Noisy? Cause of and Solution to Noisy Saliency Maps", 2019, eq. (2) and (3), as
// 1202kbs/Rectified-Gradient computes it, without its trick for padded convolutions.
var rectGrad = Method{
	Name: "rectgrad", Summary: "the gradient along the strongest contributions, times the input", TimesInput: true,
	Options:   []*Choice{RectPercentile.Choice},
	ZeroMeans: "in some layer no unit's z dz exceeds the percentile, as none does in a layer of few units",
	passes:    func(z float32) bool { return z != 0 },
	emit: func(n *serving.Net, s gr.Scope, a serving.Arguments) (serving.Emission, error) {
		e := autodiff.Emitter{Scope: s}
		percentile := e.To(RectPercentile.Argument(a), gr.Double)
		dx, err := n.Gradient(s, autodiff.Everywhere(func(v *autodiff.VJP) error {
			z, dz := v.Out(), v.Dy()
			product := asFloat(v.Emitter, v.Mul(z, dz))
			t := n.EachImage(v.Emitter, product, n.RowsOf(z), func(rows gr.Output) gr.Output { return serving.Nearest(v.Emitter, rows, percentile) })
			v.DX[0] = v.SelectV2(v.Compare("Less", t, serving.InFloat32(v.Emitter, product)), dz, v.Scalar(0, dz))
			return nil
		}))
		if err != nil {
			return serving.Emission{}, err
		}
		return serving.Emission{Attribution: e.Mul(n.Input, dx)}, nil
	},
}

// RectPercentile is the percentile of a layer's z dz above which RectGrad passes a
// gradient, 0..100.
var RectPercentile = newOption(98.0, Choice{
	Name: "rect_percentile", Usage: "RectGrad: pass gradients above the `P`-th percentile of a layer's activations times gradients",
	Meaning: "of a layer's activations times gradients is what RectGrad passes above, 0..100",
	Served: &serving.Parameter{
		Text:   "rect_percentile must be in 0..100",
		Bounds: []serving.Bound{{Op: "GreaterEqual", Value: 0}, {Op: "LessEqual", Value: 100}},
	},
}, checkPercentile("rect_percentile"))

func checkPercentile(name string) func(float64, Values) error {
	return func(p float64, _ Values) error {
		if !(p >= 0 && p <= 100) {
			return fmt.Errorf("%s %v is not in 0..100", name, p)
		}
		return nil
	}
}

// asFloat emits x in float32, or x itself if it has that type.
func asFloat(e autodiff.Emitter, x gr.Output) gr.Output {
	if x.DType() == gr.Float {
		return x
	}
	return e.To(x, gr.Float)
}
