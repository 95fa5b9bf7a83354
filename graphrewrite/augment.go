package graphrewrite

import "slices"

const (
	contrast   = "a random contrast"
	brightness = "a random brightness"
	flip       = "a random flip"
	transform  = "a random transform"
	colour     = "a random colour"
)

// augmentations finds the nodes that alter images at random. It is shown the nodes of
// a graph one by one, dependencies first.
type augmentations struct {
	uses map[*Node][]Use
	// random marks the nodes whose values depend on chance.
	random map[*Node]bool
	// image marks the nodes that were found to alter the values of pixels.
	image map[*Node]bool
}

// note marks n as random if it draws numbers, or reads the values of a random tensor.
func (a *augmentations) note(n *Node) {
	if n.draws() {
		a.random[n] = true
	}
	for i, in := range n.Inputs {
		if a.random[in.Node] && n.reads(i) && !ReadsShapeAlone(n.Op) {
			a.random[n] = true
		}
	}
}

// augmented returns the image that n alters at random, and what it does to it. That is
// empty if n alters no image.
func (a *augmentations) augmented(n *Node) (Output, string) {
	switch {
	case n.is(selects):
		return a.flipped(n)
	case n.is(transforms):
		if !keepsSize(n) {
			return Output{}, ""
		}
		return a.altered(n, transform)
	case n.is(recolours):
		return a.altered(n, colour)
	}
	switch n.Op {
	case "Add", "AddV2":
		if in, why := a.brightened(n); why != "" {
			return in, why
		}
		if in, why := a.recentred(n); why != "" {
			return in, why
		}
		return a.mixed(n)
	case "Maximum", "Minimum", "ClipByValue":
		return a.clipped(n)
	}
	return Output{}, ""
}

// altered matches an op that alters its first input, an image, as its second says.
func (a *augmentations) altered(n *Node, how string) (Output, string) {
	if len(n.Inputs) > 1 && a.random[n.Inputs[1].Node] && !a.random[n.Inputs[0].Node] {
		return n.Inputs[0], how
	}
	return Output{}, ""
}

// keepsSize reports whether a transform gives an image of the size of its input.
func keepsSize(n *Node) bool {
	if len(n.Inputs) < 3 {
		return false
	}
	image, size := n.Inputs[0], n.Inputs[2].Node
	if size.Op == "StridedSlice" && len(size.Inputs) > 0 {
		from := size.Inputs[0].Node
		return from.Op == "Shape" && len(from.Inputs) == 1 && from.Inputs[0] == image
	}
	dims, err := size.ConstInts()
	return err == nil && len(image.Shape()) == 4 && slices.Equal(dims, image.Shape()[1:3])
}

// flipped matches a random choice between an image and a copy with its pixels moved.
func (a *augmentations) flipped(n *Node) (Output, string) {
	if len(n.Inputs) != 3 {
		return Output{}, ""
	}
	if d, ok := distributionOf(n.Inputs[0]); !ok || d.kind != twoPoint {
		return Output{}, ""
	}
	return original(n.Inputs[1], n.Inputs[2])
}

// mixed matches the same choice in arithmetic: m flip(x) + (1 - m) x.
func (a *augmentations) mixed(n *Node) (Output, string) {
	var masks, images []Output
	for _, in := range n.Inputs {
		if in.Node.Op != "Mul" || len(in.Node.Inputs) != 2 {
			return Output{}, ""
		}
		for i, m := range in.Node.Inputs {
			if d, ok := distributionOf(m); ok && d.kind == twoPoint {
				masks, images = append(masks, m), append(images, in.Node.Inputs[1-i])
				break
			}
		}
	}
	if len(masks) != 2 || !complement(masks[0], masks[1]) && !complement(masks[1], masks[0]) {
		return Output{}, ""
	}
	return original(images[0], images[1])
}

// complement reports whether b is 1 - a.
func complement(a, b Output) bool {
	n := b.Node
	if n.Op != "Sub" || len(n.Inputs) != 2 || n.Inputs[1] != a {
		return false
	}
	one, ok := number(n.Inputs[0])
	return ok && one == 1
}

// original returns the one of two images from which the other is made.
func original(a, b Output) (Output, string) {
	switch {
	case movedFrom(a, b):
		return b, flip
	case movedFrom(b, a):
		return a, flip
	}
	return Output{}, ""
}

// movedFrom reports whether only ops that move or recolour pixels lead from image to
// moved.
func movedFrom(moved, image Output) bool {
	for range maxFollowed {
		if moved == image {
			return true
		}
		if !moved.Node.is(pixels) || len(moved.Node.Inputs) == 0 {
			return false
		}
		moved = moved.Node.Inputs[0]
	}
	return false
}

// brightened matches an image to which one random number is added. The number may be
// 0: the image itself is then among the results.
func (a *augmentations) brightened(n *Node) (Output, string) {
	if len(n.Inputs) != 2 {
		return Output{}, ""
	}
	for i, in := range n.Inputs {
		d, _ := distributionOf(n.Inputs[1-i])
		if oneRandom(n.Inputs[1-i]) && d.low <= 0 && d.high >= 0 && len(in.Shape()) > 2 {
			a.image[n] = true
			return in, brightness
		}
	}
	return Output{}, ""
}

// perImage reports whether a tensor of this shape has one element per image.
func perImage(s Shape) bool {
	return s != nil && (len(s) == 0 || !slices.ContainsFunc(s[1:], func(d int64) bool { return d != 1 }))
}

// recentred matches an image whose distance from its mean is multiplied by one random
// number: m + r (x - m).
func (a *augmentations) recentred(n *Node) (Output, string) {
	if len(n.Inputs) != 2 {
		return Output{}, ""
	}
	for i, in := range n.Inputs {
		if in.Node.Op != "Mul" || len(in.Node.Inputs) != 2 {
			continue
		}
		for j, r := range in.Node.Inputs {
			away := in.Node.Inputs[1-j].Node
			if away.Op == "Sub" && len(away.Inputs) == 2 && away.Inputs[1] == n.Inputs[1-i] && oneRandom(r) {
				a.image[n] = true
				return away.Inputs[0], contrast
			}
		}
	}
	return Output{}, ""
}

// oneRandom reports whether a tensor holds one uniform random number per image.
func oneRandom(o Output) bool {
	d, ok := distributionOf(o)
	return ok && d.kind == uniform && perImage(o.Shape())
}

// clipped matches the clip that keeps altered pixels in their range. The pixels of the
// image are in it already.
func (a *augmentations) clipped(n *Node) (Output, string) {
	for i, in := range n.Inputs {
		if !a.image[in.Node] || len(a.uses[in.Node]) != 1 {
			continue
		}
		for j, bound := range n.Inputs {
			if _, ok := number(bound); j != i && !ok {
				return Output{}, ""
			}
		}
		a.image[n] = true
		return in, "the clip of altered pixels"
	}
	return Output{}, ""
}
