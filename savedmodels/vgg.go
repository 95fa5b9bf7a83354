package savedmodels

import (
	"fmt"

	gr "tfreeze/graphrewrite"
)

// vgg builds tf_slim.nets.vgg in evaluation mode, with so many 3x3 convolutions
// in each of its five blocks and its fully connected layers as convolutions.
// Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale
// Image Recognition", 2014, table 1: A, D (16) and E (19).
func vgg(blocks ...int) func(*builder) (gr.Output, error) {
	return func(b *builder) (gr.Output, error) {
		for i, convolutions := range blocks {
			for k := range convolutions {
				layer := fmt.Sprintf("conv%d/conv%d_%d", i+1, i+1, k+1)
				if err := b.conv(layer, 3, "SAME", true); err != nil {
					return gr.Output{}, err
				}
			}
			b.maxPool(fmt.Sprintf("pool%d", i+1))
		}
		for _, fc := range []struct {
			name, padding string
			size          int64
			dropout       string
		}{{"fc6", "VALID", 7, "dropout6"}, {"fc7", "SAME", 1, "dropout7"}, {"fc8", "SAME", 1, ""}} {
			if err := b.conv(fc.name, fc.size, fc.padding, fc.dropout != ""); err != nil {
				return gr.Output{}, err
			}
			if fc.dropout != "" {
				b.op("Identity", fc.dropout+"/Identity", nil)
			}
		}
		b.op("Squeeze", "fc8/squeezed", gr.Attrs{"squeeze_dims": []int{1, 2}})
		b.last.Node.Types[0].Shape = gr.Shape{-1, b.channels}
		return b.last, nil
	}
}

// conv adds a convolution of stride 1, its bias, and a Relu if asked for.
func (b *builder) conv(layer string, size int64, padding string, relu bool) error {
	prefix := b.name + "/" + layer
	weights, shape, err := b.variable(prefix+"/weights", gr.Shape{size, size, b.channels, -1})
	if err != nil {
		return err
	}
	b.channels = shape[3]
	biases, _, err := b.variable(prefix+"/biases", gr.Shape{b.channels})
	if err != nil {
		return err
	}
	b.op("Conv2D", layer+"/Conv2D", gr.Attrs{
		"strides": []int{1, 1, 1, 1}, "dilations": []int{1, 1, 1, 1}, "padding": padding,
		"explicit_paddings": []int{}, "data_format": "NHWC", "use_cudnn_on_gpu": true,
	}, weights)
	b.op("BiasAdd", layer+"/BiasAdd", gr.Attrs{"data_format": "NHWC"}, biases)
	if relu {
		b.op("Relu", layer+"/Relu", nil)
	}
	return nil
}

func (b *builder) maxPool(layer string) {
	b.op("MaxPool", layer+"/MaxPool", gr.Attrs{
		"ksize": []int{1, 2, 2, 1}, "strides": []int{1, 2, 2, 1}, "padding": "VALID",
		"explicit_paddings": []int{}, "data_format": "NHWC",
	})
}

// op adds a node that reads the last one, and becomes the last.
func (b *builder) op(op, name string, attrs gr.Attrs, more ...gr.Output) {
	if attrs == nil {
		attrs = gr.Attrs{}
	}
	attrs["T"] = gr.Float
	b.last = b.scope.Op(op, b.name+"/"+name, gr.Type{DType: gr.Float}, attrs, append([]gr.Output{b.last}, more...)...)
}
