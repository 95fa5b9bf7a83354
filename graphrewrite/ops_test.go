package graphrewrite

import (
	"math"
	"testing"
)

// TestOps ties the table together: each row says something, no op is in the table of
// random ops too, and traits that follow from others are said with them.
func TestOps(t *testing.T) {
	for name, o := range ops {
		if o.is == 0 && o.f.eval == nil && o.rows == nil && o.compose == nil {
			t.Errorf("%s: the row says nothing", name)
		}
		if Draws(name) {
			t.Errorf("%s: the op is random", name)
		}
		for _, c := range []struct {
			said  bool
			needs bool
			what  string
		}{
			{o.has(activation), o.f.takes(1) && o.isPointwise(), "an activation has a function of one input"},
			{o.has(identity), o.f.takes(1), "an identity has a function of one input"},
			{o.has(identity), !o.has(gradientStop), "an identity stops no gradient"},
			{o.has(gradientStop), o.f.eval == nil, "no activation is made of an op that stops gradients"},
			{o.has(layer), o.f.eval == nil && o.rows != nil, "a layer is not elementwise, and keeps images apart"},
			{o.has(affine | folds | twoValued | divides | selects), o.f.eval != nil, "the trait is of elementwise ops"},
			{o.has(folds | twoValued), o.f.inputs != anyNumber, "it has a fixed number of operands"},
			{o.has(joins | reshapes | rearranges), o.has(oneByOne), "what moves elements makes its output of them one by one"},
			{o.has(alike), o.rule() != nil, "what has the images alike in all outputs has a rule for the first"},
			{o.has(readsImages | carries | keepsLayout), o.rule() != nil, "what is known to hand on images or their elements keeps images apart"},
			{o.has(recolours | transforms), o.has(pixels), "what alters an image gives its pixels"},
			{o.data != 0, o.has(readsImages|carries|oneByOne) || o.rows != nil, "data is for the traits that read it"},
		} {
			if c.said && !c.needs {
				t.Errorf("%s: %s", name, c.what)
			}
		}
	}
}

// TestOpsFunctions holds the functions of the table to their traits.
func TestOpsFunctions(t *testing.T) {
	points := []float64{-3.1, -1, -0.2, 0, 0.4, 0.5, 2, 7.25}
	for name, o := range ops {
		if o.f.eval == nil {
			continue
		}
		n := &Node{Op: name, Attr: attributes{"DstT": attrValue(Float)}}
		inputs := o.f.inputs
		if inputs == anyNumber {
			inputs = 3
		}
		v := make([]float64, inputs)
		// at is the function where one operand is u and the others are 0.5.
		at := func(operand int, u float64) float64 {
			for i := range v {
				v[i] = 0.5
			}
			v[operand] = u
			return o.f.eval(n, v)
		}
		straight, same := true, true
		for _, u := range points {
			same = same && at(0, u) == u
			for i := range inputs {
				straight = straight && math.Abs(at(i, u+0.3)-2*at(i, u)+at(i, u-0.3)) < 1e-9
			}
		}
		if o.has(identity) && !same {
			t.Errorf("%s is an identity, and alters its input", name)
		}
		if o.has(affine) && !straight {
			t.Errorf("%s is affine, and its function bends", name)
		}
	}
}
