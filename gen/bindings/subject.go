package bindings

import (
	"math"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// classCount sets the number of classes: that of the logits if it is known, else that
// of the labels.
func (c *collector) classCount() {
	c.data.ClassCount = int64(len(c.data.Classes))
	s, _ := c.model.Signature(savedmodels.SignatureActivations)
	logits := s.Outputs[savedmodels.LogitsKey]
	if logits.IsZero() || len(logits.Shape()) != 2 {
		return
	}
	if n := logits.Shape()[1]; n > 0 && n <= math.MaxInt32 {
		c.data.ClassCount = n
	}
}

// example chooses the first explaining signature that freezes, or the first explaining
// one if none freezes.
func (c *collector) example() {
	all := c.data.Signatures
	explaining := func(s Signature) bool { return s.Kind == Explaining && len(s.Params) == 1 }
	i := slices.IndexFunc(all, func(s Signature) bool { return explaining(s) && strings.HasSuffix(s.Short, serving.Threshold.Suffix()) })
	if i < 0 {
		i = slices.IndexFunc(all, explaining)
	}
	if i >= 0 {
		c.data.Example = &all[i]
	}
}

// images says how an image becomes the input. That needs a known recipe, and an input
// whose channels are three or open.
func (c *collector) images() error {
	recipe, in := c.model.Card.Preprocess, c.input()
	if recipe == nil || len(in) != 4 {
		return nil
	}
	layout := c.layout()
	height, width, channels := layout.Sides()
	if in = in[1:]; in[channels] != 3 && in[channels] >= 0 {
		return nil
	}
	if err := recipe.Validate(); err != nil {
		return err
	}
	c.data.Images = &Images{Recipe: *recipe, Height: side(in[height], recipe), Width: side(in[width], recipe), ChannelsFirst: layout == gr.ChannelsFirst}
	return nil
}

func (c *collector) layout() gr.Layout {
	if g := c.model.Card.Generated; g != nil {
		return g.Layout
	}
	return ""
}

func side(dim int64, r *savedmodels.Recipe) int {
	if dim > 0 {
		return int(dim)
	}
	return max(r.Size, 0)
}

// input returns the shape of the input to explain.
func (c *collector) input() gr.Shape {
	for _, s := range c.model.Signatures {
		if o, ok := s.Inputs[savedmodels.InputKey]; ok && o.DType() == gr.Float && len(o.Shape()) > 0 {
			return o.Shape()
		}
	}
	return nil
}
