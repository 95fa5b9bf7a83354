package serving

import (
	"errors"

	gr "tfreeze/graphrewrite"
)

// CheckFeatures says why there is no map of pixels to make of features.
func (n *Net) CheckFeatures() error {
	switch shape := n.Input.Shape(); {
	case n.Features.Node == nil:
		return errors.New("no convolution with pixels is between the input and the score: name a layer")
	case len(shape) != 4 || n.Layout.Of(shape[1:]) == "":
		return errors.New("the input is no image, of which height and width are known")
	}
	return nil
}

// BeforeFreezing are the features as the layer itself puts them out.
func (n *Net) BeforeFreezing() gr.Features {
	features := n.Features
	for _, f := range n.Freezings {
		if f.Output == features.Output {
			features.Output = f.Activation
		}
	}
	return features
}
