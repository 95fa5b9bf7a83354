package methods

import gr "tfreeze/graphrewrite"

// smoothGrad is the mean of the squared gradient over noisy inputs (the
// "magnitude" of PAIR-code/saliency), or of the gradient. Its signature gives
// the term of one noise; the mean over them is the attribution.
// Smilkov et al., "SmoothGrad: Removing Noise by Adding Noise", 2017.
var smoothGrad = Method{
	Name: "smoothgrad", Summary: "the mean squared gradient at noisy inputs", Paper: true, Samples: "grad",
	emit: smoothed(nil),
}

// smoothGuidedBackprop is smoothGrad of guided backpropagation.
var smoothGuidedBackprop = Method{
	Name: "smooth_guided_backprop", Summary: "the mean squared guided gradient at noisy inputs",
	Samples: "guided_backprop",
	emit:    smoothed(atActivations(guidedRule)),
}

func smoothed(rules override) func(*Net, gr.Scope) (gr.Output, map[string]gr.Output, error) {
	return func(n *Net, s gr.Scope) (gr.Output, map[string]gr.Output, error) {
		e := emit{s}
		noise := parameter(s, "noise", e.scalar(0, n.Input))
		magnitude := parameter(s, "magnitude", s.Const("", gr.Tensor(nil, true)))
		dx, err := n.gradientAt(s, e.add(n.Input, noise), rules)
		if err != nil {
			return dx, nil, err
		}
		return e.selectV2(magnitude, e.unary("Square", dx), dx),
			map[string]gr.Output{"noise": noise, "magnitude": magnitude}, nil
	}
}
