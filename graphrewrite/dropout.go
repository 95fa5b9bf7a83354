package graphrewrite

import (
	"math"
	"slices"
)

// FoldRandom removes what is random in training alone: dropout, and augmentation of
// images. It looks at what root needs once the input is given. The node that applies the
// random numbers becomes an Identity of the tensor that it applies them to. FoldRandom
// returns those nodes, except for dropout that drops nothing.
//
//	s = Mul(x, 2.0)
//	keep = GreaterEqual(RandomUniform(), 0.5)   ->   y = Identity(x)
//	y = SelectV2(keep, s, 0.0)
func FoldRandom(g *Graph, root *Node, given Output) ([]Folded, error) {
	if len(g.Draws(root, given)) == 0 {
		return nil, nil
	}
	nodes, err := g.Sorted()
	if err != nil {
		return nil, err
	}
	needed := live(root, given)
	s := &augmentations{uses: g.Uses(), random: map[*Node]bool{}, image: map[*Node]bool{}}
	var folded []Folded
	for _, n := range nodes {
		if !needed[n] {
			continue
		}
		in, why := n.dropped()
		if why == "" {
			in, why = s.augmented(n)
		}
		if why == "" || why != transform && !standsFor(in, n.Out(0)) {
			s.note(n)
			continue
		}
		n.becomeIdentity(in)
		if why != certainly {
			folded = append(folded, Folded{Node: n.Name, Called: n.Name, Why: why})
		}
	}
	return folded, nil
}

// becomeIdentity makes n an Identity of in.
func (n *Node) becomeIdentity(in Output) {
	if t := in.Type(); t.DType != 0 && len(n.Types) == 1 {
		n.Types = []Type{t}
	}
	n.Op, n.Inputs, n.Attr = "Identity", []Output{in}, nil
	n.set(Attrs{"T": in.DType()})
}

// standsFor reports whether a may replace b: it has a known type, and the shape of b, if
// that is known.
func standsFor(a, b Output) bool {
	return a.DType() != 0 && (b.Shape() == nil || slices.Equal(a.Shape(), b.Shape()))
}

// Why a node is set to inference.
const (
	dropout   = "dropout"
	gaussian  = "Gaussian dropout"
	certainly = "dropout that drops nothing"
)

// maxFactors bounds the factors of a dropout: the mask, and scales.
const maxFactors = 4

// dropped returns the tensor that n drops out: n is its product with constants and a
// random factor, and the constants and the factor's mean multiply to 1.
func (n *Node) dropped() (in Output, why string) {
	in = n.Out(0)
	mean := 1.0
	for range maxFactors {
		f, ok := factorOf(in.Node)
		if !ok {
			return Output{}, ""
		}
		in, mean = f.rest, mean*f.mean
		if f.why != "" {
			why = f.why
		}
		// The constants are float32.
		if why != "" && math.Abs(mean-1) < 1e-5 {
			return in, why
		}
	}
	return Output{}, ""
}

// A factor is one factor of a product, a constant or a random tensor.
type factor struct {
	// rest is the other factor.
	rest Output
	mean float64
	// why is empty if the factor is a constant.
	why string
}

// factorOf splits a product; a Select between a tensor and 0 is one too.
func factorOf(n *Node) (factor, bool) {
	switch {
	case n.Op == "Mul" && len(n.Inputs) == 2:
		for i, in := range n.Inputs {
			if f, ok := randomFactor(n.Inputs[1-i]); ok {
				f.rest = in
				return f, true
			}
			if c, ok := number(n.Inputs[1-i]); ok {
				return factor{rest: in, mean: c}, true
			}
		}
	case n.is(divides) && len(n.Inputs) == 2:
		if c, ok := number(n.Inputs[1]); ok && c != 0 {
			return factor{rest: n.Inputs[0], mean: 1 / c}, true
		}
	case n.is(selects) && len(n.Inputs) == 3:
		f, ok := randomFactor(n.Inputs[0])
		switch {
		case ok && isZero(n.Inputs[2]):
			f.rest = n.Inputs[1]
			return f, true
		case ok && isZero(n.Inputs[1]):
			f.rest, f.mean = n.Inputs[2], 1-f.mean
			return f, true
		}
	}
	return factor{}, false
}

func randomFactor(o Output) (factor, bool) {
	d, ok := distributionOf(o)
	f := factor{mean: d.mean()}
	switch {
	case d.certain():
		f.why = certainly
	case d.kind == twoPoint:
		f.why = dropout
	case d.kind == symmetric:
		f.why = gaussian
	default:
		return f, false
	}
	return f, ok
}

// isZero reports whether a tensor is 0 everywhere.
func isZero(o Output) bool {
	switch n := o.Node; {
	case n.Op == "ZerosLike":
		return true
	case n.Op == "Fill" && len(n.Inputs) == 2:
		return isZero(n.Inputs[1])
	}
	v, ok := number(o)
	return ok && v == 0
}
