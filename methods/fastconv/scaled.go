package fastconv

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// scaled is a gradient dy times one factor per channel.
type scaled struct{ dy, scale gr.Output }

// note records that a product is the gradient that arrived at a node times a factor per
// channel.
func (f *Fast) note(product, dy, scale gr.Output) {
	shape := scale.Shape()
	if len(shape) > 0 && shape.Static() && shape[len(shape)-1] == shape.Elements() && autodiff.FromWeights(scale, 8) {
		f.scaled[product] = scaled{dy, scale}
	}
}

// mul is the rule of Mul. It notes a product in which no broadcast repeats the
// gradient.
func (f *Fast) mul(v *autodiff.VJP) error {
	if err := v.Base(); err != nil {
		return err
	}
	for i, dx := range v.DX[:2] {
		if !dx.IsZero() && dx.Node.Op == "Mul" {
			f.note(dx, v.Dy(), v.In(1-i))
		}
	}
	return nil
}

// unscale lets a convolution take the scale of a batch normalisation behind it into its
// kernel, once per loaded model:
//
//	Conv2DBackpropInput(W, dy s) = Conv2DBackpropInput(W s, dy)
//
// The product over the image, which nothing reads any more, took 33 of 812 ms of
// ResNet-50's gradient, and 14 of 185 ms of MobileNetV2's, for 8 images.
func (v *conv) unscale() {
	k := v.In(1).Shape()
	if v.ChannelsFirst() || len(k) != 4 || !k.Static() || !autodiff.IsWeight(v.In(1)) {
		return
	}
	channels := k[3]
	if v.Node.Op == "DepthwiseConv2dNative" {
		channels *= k[2]
	}
	if s, ok := v.fast.scaled[v.Dy()]; ok && s.scale.Shape().Elements() == channels {
		v.DY[0], v.scale = s.dy, s.scale
	}
}
