package network

import (
	"errors"
	"fmt"

	gr "tfreeze/graphrewrite"
)

// A layout says where the dimensions of a graph's images are in ours, [H,W,C]. Images of
// rank 4 with channels first are turned; what else there is keeps the order of its
// dimensions.
type layout struct{ channelsFirst bool }

// layoutOf finds the layout of the images that nodes read.
func layoutOf(nodes []*gr.Node) layout {
	for _, n := range nodes {
		if n.Str("data_format", "NHWC") == "NCHW" {
			return layout{channelsFirst: true}
		}
	}
	return layout{}
}

// check refuses a node that reads images of the other layout.
func (l layout) check(n *gr.Node) error {
	if f := n.Str("data_format", "NHWC"); f != "NHWC" && f != "NCHW" || (f == "NCHW") != l.channelsFirst {
		return fmt.Errorf("the layout %s", f)
	}
	return nil
}

// sides are the dimensions of a graph's images that are height, width and channels.
func (l layout) sides() (h, w, c int) {
	if l.channelsFirst {
		return 2, 3, 1
	}
	return 1, 2, 3
}

// turns reports whether tensors of a rank are turned.
func (l layout) turns(rank int) bool { return l.channelsFirst && rank == 4 }

// place is where dimension d, not the first, of a tensor of a rank is in [H,W,C].
func (l layout) place(d, rank int) int {
	if l.turns(rank) {
		return (d + 1) % 3
	}
	return 3 - rank + d
}

// axis is place for an axis of the graph, which may count from the end.
func (l layout) axis(a int64, rank int) (int, error) {
	if a < 0 {
		a += int64(rank)
	}
	if a < 1 || a >= int64(rank) {
		return 0, errors.New("it joins or parts images")
	}
	return l.place(int(a), rank), nil
}

// image is the tensor of a shape [1,...]. Where pixels have been made rows, as for a product
// with a matrix at each pixel, [H*W,C] is an image of one row of pixels.
func (l layout) image(shape []int64) (Tensor, error) {
	if len(shape) == 2 && shape[0] > 1 {
		shape = []int64{1, shape[0], shape[1]}
	}
	if len(shape) < 1 || len(shape) > 4 || shape[0] != 1 {
		return Tensor{}, fmt.Errorf("its shape %v is not one image's", gr.Shape(shape))
	}
	dims := [3]int{1, 1, 1}
	total := int64(1)
	for d := 1; d < len(shape); d++ {
		if shape[d] < 1 || total > MaxElements/shape[d] {
			return Tensor{}, fmt.Errorf("its shape %v is open, empty or too large", gr.Shape(shape))
		}
		total *= shape[d]
		dims[l.place(d, len(shape))] = int(shape[d])
	}
	return Tensor{dims[0], dims[1], dims[2]}, nil
}

// Turned are a tensor's elements of the graph in the order that they have in the network.
func (n *Network) Turned(shape []int64, values []float32) []float32 {
	l := layout{n.ChannelsFirst}
	if !l.turns(len(shape)) || gr.Shape(shape).Elements() != int64(len(values)) {
		return values
	}
	c, pixels := int(shape[1]), int(shape[2]*shape[3])
	turned := make([]float32, len(values))
	for k := range c {
		for p, v := range values[k*pixels : (k+1)*pixels] {
			turned[p*c+k] = v
		}
	}
	return turned
}

// ours turns a tensor of the graph's order into ours.
func (r *reader) ours(name string, t, rank int) int {
	from := r.net.Tensors[t]
	if !r.turns(rank) {
		return t
	}
	return r.turned(name, t, Tensor{H: from.W, W: from.C, C: from.H}, []int{1, 2, 0})
}

// theirs turns a tensor back into the graph's order.
func (r *reader) theirs(name string, t, rank int) int {
	from := r.net.Tensors[t]
	if !r.turns(rank) {
		return t
	}
	return r.turned(name, t, Tensor{H: from.C, W: from.H, C: from.W}, []int{2, 0, 1})
}

func (r *reader) turned(name string, t int, to Tensor, dimensions []int) int {
	s := Step{Kind: View, Name: name, In: []int{t}, Out: r.tensor(to), Box: box(to), At: make([][3]int, 1), Turned: dimensions}
	r.net.Steps = append(r.net.Steps, s)
	return s.Out
}
