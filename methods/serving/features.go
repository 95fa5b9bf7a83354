package serving

import (
	"errors"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
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

// ToPixels emits a map of the features' pixels, [N,h,w], in the size of the input,
// [N,H,W], by bilinear interpolation between the middles of pixels.
func (n *Net) ToPixels(e autodiff.Emitter, values gr.Output) gr.Output {
	height, width, _ := n.Layout.Of(n.Input.Shape()[1:]).Sides()
	shape := e.Shape(n.Input)
	side := func(i int) gr.Output { return e.Slice(shape, e.Ints(int32(i+1)), e.Ints(1)) }
	image := e.ExpandDims(values, -1)
	large := e.Op("ResizeBilinear", "", gr.Type{DType: gr.Float},
		gr.Attrs{"T": image.DType(), "align_corners": false, "half_pixel_centers": true}, image, e.Concat(e.Int(0), side(height), side(width)))
	return e.Op("Squeeze", "", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float, "squeeze_dims": []int{3}}, large)
}
