package graphrewrite

import "slices"

// Features are images that a network makes of its input on the way to the score, such as
// what a convolution finds: [N,H,W,C] or [N,C,H,W].
type Features struct {
	Output
	// Layout is the order of an image's dimensions.
	Layout Layout
}

// LastFeatures finds the last convolution, with pixels, between the input and the score.
// The features are its activation, if one of found follows, behind its bias, batch norm
// and sum with another branch. A network without one has the zero Features.
func (g *Graph) LastFeatures(input, score Output, found []Activation) (Features, error) {
	between, err := g.Between(input, score)
	if err != nil {
		return Features{}, err
	}
	uses := g.Uses()
	for _, n := range slices.Backward(between) {
		if n.isConvolution() && hasPixels(n.Out(0)) {
			return Features{behind(n.Out(0), uses, found), LayoutOf(n.Out(0), "")}, nil
		}
	}
	return Features{}, nil
}

func (n *Node) isConvolution() bool { return n.is(layer) && n.is(readsImages) && !n.is(oneByOne) }

// hasPixels reports whether images have more than one pixel, as far as is known.
func hasPixels(o Output) bool {
	shape := o.Shape()
	if len(shape) != 4 {
		return shape == nil
	}
	height, width, _ := LayoutOf(o, "").Sides()
	return shape[height+1] != 1 || shape[width+1] != 1
}

// searched bounds the steps from a tensor to what says more of it.
const searched = 64

// behind follows a convolution's output to its activation. Where none follows, it ends
// behind the last bias or batch norm.
func behind(o Output, uses map[*Node][]Use, found []Activation) Output {
	own, summed := o, false
	for range searched {
		if i := slices.IndexFunc(found, func(a Activation) bool { return a.Input == o && !a.Own }); i >= 0 {
			return found[i].Output
		}
		readers := uses[o.Node]
		if len(readers) != 1 {
			return own
		}
		next := readers[0].Node
		if next.isConvolution() || !next.is(layer|identity|affine) {
			return own
		}
		o = next.Out(0)
		if summed = summed || next.is(affine); !summed && len(o.Shape()) == len(own.Shape()) {
			own = o
		}
	}
	return own
}

// LayoutOf returns the order of the dimensions of images [N,...] within a network, as the
// nearest op that reads images on the way to them has it. Where none is near, they have
// that of the input, or HWC.
func LayoutOf(o Output, input Layout) Layout {
	n := o.Node
	for range searched {
		if n.is(readsImages) {
			if n.Str("data_format", "NHWC") == "NCHW" {
				return ChannelsFirst
			}
			return ChannelsLast
		}
		data := ops[n.Op].data
		if data >= len(n.Inputs) || n.Op == "Transpose" {
			break
		}
		n = n.Inputs[data].Node
	}
	if input == "" {
		return ChannelsLast
	}
	return input
}
