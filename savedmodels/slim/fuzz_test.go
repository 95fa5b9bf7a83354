package slim

import (
	"encoding/binary"
	"slices"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels/checkpoint"
)

// FuzzShapes gives a layer of VGG16's checkpoint weights of the shape that is in the
// bytes, as varints, and biases to match: that is refused, or the network is a good one.
func FuzzShapes(f *testing.F) {
	whole, err := checkpoint.Open("../../testdata/vgg_16_small/ckpt_v1/vgg_16_small.ckpt")
	if err != nil {
		f.Fatal(err)
	}
	vgg := architectureNamed(f, "vgg_16")
	for _, dims := range []gr.Shape{{}, {3, 3, 3, 64}, {-1, 3, 3, 64}, {1, 1, 512, 10}, {1, 1, 512, 0}, {1, 1, 512, -1}, {1, 1, 512, 1 << 62}} {
		var raw []byte
		for _, d := range dims {
			raw = binary.AppendVarint(raw, d)
		}
		f.Add(uint8(0), raw)
		f.Add(uint8(15), raw) // fc8, the last layer
	}
	f.Fuzz(func(t *testing.T, layer uint8, raw []byte) {
		c, shape := &checkpoint.Checkpoint{Variables: slices.Clone(whole.Variables)}, shapeIn(raw)
		// Sorted by name, a layer's biases come before its weights.
		biases := 2 * (int(layer) % 16)
		c.Variables[biases+1].Shape = shape
		if len(shape) > 0 {
			c.Variables[biases].Shape = shape[len(shape)-1:]
		}
		net, err := vgg.Build(c)
		if err != nil {
			return
		}
		if err := net.Graph.Check(); err != nil {
			t.Error(err)
		}
		for _, v := range net.Variables {
			if shape := v.Out(0).Shape(); slices.Min(append(shape, 1)) < 1 {
				t.Errorf("%s has shape %v", v.Name, shape)
			}
		}
	})
}

func shapeIn(raw []byte) gr.Shape {
	shape := gr.Shape{}
	for len(raw) > 0 && len(shape) < 8 {
		d, n := binary.Varint(raw)
		if n <= 0 {
			break
		}
		shape, raw = append(shape, d), raw[n:]
	}
	return shape
}
