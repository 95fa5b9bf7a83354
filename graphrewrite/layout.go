package graphrewrite

import (
	"fmt"
	"slices"
)

// A Layout is the order of the dimensions of an image; empty if it is not known.
type Layout string

const (
	// ChannelsLast is height, width, channels.
	ChannelsLast Layout = "HWC"
	// ChannelsFirst is channels, height, width.
	ChannelsFirst Layout = "CHW"
)

// Check returns an error unless l is one of the layouts, or empty.
func (l Layout) Check() error {
	if l != "" && l != ChannelsLast && l != ChannelsFirst {
		return fmt.Errorf("there is no layout %q; there are %s, %s", string(l), ChannelsLast, ChannelsFirst)
	}
	return nil
}

// Of returns the layout of an image of this shape, without the batch: l if it is known;
// else HWC, if the last dimension and no other has 1, 3 or 4 channels.
func (l Layout) Of(image []int64) Layout {
	channels := func(d int64) bool { return d == 1 || d == 3 || d == 4 }
	switch {
	case len(image) != 3:
		return ""
	case l == "" && channels(image[2]) && !channels(image[0]) && !channels(image[1]):
		return ChannelsLast
	}
	return l
}

// Pixels is the shape of one value for each pixel of an image: its shape without the
// channels. Any other shape stays.
func (l Layout) Pixels(image []int64) []int64 {
	of := l.Of(image)
	if of == "" {
		return image
	}
	height, width, _ := of.Sides()
	return []int64{image[height], image[width]}
}

// Sides returns the dimensions that are the height, the width and the channels.
func (l Layout) Sides() (height, width, channels int) {
	if l == ChannelsFirst {
		return 1, 2, 0
	}
	return 0, 1, 2
}

// ImageLayout returns the order of the dimensions of the images [N,...] in the input, as
// the first ops have it that read them on the way to the score. It is empty if none of
// them implies an order, or if they do not agree.
func ImageLayout(g *Graph, input, score Output) (Layout, error) {
	nodes, err := g.Between(input, score)
	if err != nil {
		return "", err
	}
	images := map[Output]bool{input: true}
	var found Layout
	for _, n := range nodes {
		l := n.layout(images)
		if l != "" && found != "" && l != found {
			return "", nil
		}
		if l != "" {
			found = l
		}
		if n.hasImages(images) {
			images[n.Out(0)] = true
		}
	}
	return found, nil
}

// layout returns the layout that a node implies for the images that it reads.
func (n *Node) layout(images map[Output]bool) Layout {
	if data := ops[n.Op].data; n.is(readsImages) && data < len(n.Inputs) && images[n.Inputs[data]] {
		if n.Str("data_format", "NHWC") == "NCHW" {
			return ChannelsFirst
		}
		return ChannelsLast
	}
	if n.Op != "Transpose" || len(n.Inputs) != 2 || !images[n.Inputs[0]] {
		return ""
	}
	perm, err := n.Inputs[1].Node.ConstInts()
	switch {
	case err != nil:
	case slices.Equal(perm, []int64{0, 3, 1, 2}):
		return ChannelsLast
	case slices.Equal(perm, []int64{0, 2, 3, 1}):
		return ChannelsFirst
	}
	return ""
}

// hasImages reports whether a node's output holds the images of its inputs, changed but
// in the same layout.
func (n *Node) hasImages(images map[Output]bool) bool {
	shape := n.Out(0).Shape()
	if len(n.Inputs) == 0 || shape != nil && len(shape) != 4 {
		return false
	}
	if ops[n.Op].isPointwise() {
		return slices.ContainsFunc(n.Inputs, func(in Output) bool { return images[in] })
	}
	return n.is(keepsLayout) && images[n.Inputs[0]]
}
