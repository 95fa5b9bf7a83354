package explain

import (
	"testing"

	gr "tfreeze/graphrewrite"
)

// TestProducts: kernel and image decide whether a convolution becomes a product.
func TestProducts(t *testing.T) {
	valid := gr.Attrs{"padding": "VALID"}
	for _, c := range []struct {
		name          string
		image, kernel gr.Shape
		attrs         gr.Attrs
		op            string
	}{
		{"fully connected", gr.Shape{-1, 7, 7, 512}, gr.Shape{7, 7, 512, 4096}, valid, "Reshape"},
		{"of one pixel", gr.Shape{-1, 1, 1, 4096}, gr.Shape{1, 1, 4096, 1000}, valid, "Reshape"},
		{"small", gr.Shape{-1, 3, 3, 512}, gr.Shape{3, 3, 512, 128}, valid, "Conv2D"},
		{"not the whole image", gr.Shape{-1, 28, 28, 512}, gr.Shape{3, 3, 512, 512}, nil, "Conv2D"},
		{"with borders", gr.Shape{-1, 7, 7, 512}, gr.Shape{7, 7, 512, 4096}, nil, "Conv2D"},
		{"1x1", gr.Shape{-1, 28, 28, 2048}, gr.Shape{1, 1, 2048, 2048}, nil, "Conv2D"},
		{"in groups", gr.Shape{-1, 7, 7, 1024}, gr.Shape{7, 7, 512, 512}, valid, "Conv2D"},
		{"channels first", gr.Shape{-1, 512, 7, 7}, gr.Shape{7, 7, 512, 4096}, gr.Attrs{"padding": "VALID", "data_format": "NCHW"}, "Conv2D"},
		{"of an unknown image", nil, gr.Shape{7, 7, 512, 4096}, valid, "Conv2D"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := gr.New()
			s := gr.Scope{Graph: g}
			x := s.Op("Placeholder", "x", gr.Type{DType: gr.Float, Shape: c.image}, nil)
			handle := s.Op("VarHandleOp", "w", gr.Type{DType: gr.Resource}, gr.Attrs{"dtype": gr.Float, "shape": c.kernel})
			w := s.Op("ReadVariableOp", "w/value", gr.Type{DType: gr.Float, Shape: c.kernel}, gr.Attrs{"dtype": gr.Float}, handle)
			attrs := gr.Attrs{"T": gr.Float, "strides": []int{1, 1, 1, 1}, "padding": "SAME"}
			for name, a := range c.attrs {
				attrs[name] = a
			}
			y := s.Op("Conv2D", "y", gr.Type{DType: gr.Float}, attrs, x, w)
			reader := s.Op("Relu", "z", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float}, y)
			asProducts(g, slowConvolutions(g))
			if y.Node.Op != c.op || g.Node("y") != y.Node || reader.Node.Inputs[0] != y {
				t.Errorf("it is computed as %s, want %s, under its own name", y.Node.Op, c.op)
			}
		})
	}
}

// TestSlowLeavesForms: a convolution whose kernel is a form is part of a gradient, and not
// listed.
func TestSlowLeavesForms(t *testing.T) {
	g := gr.New()
	s := gr.Scope{Graph: g}
	kernel := gr.Type{DType: gr.Float, Shape: gr.Shape{3, 3, 512, 512}}
	x := s.Op("Placeholder", "x", gr.Type{DType: gr.Float, Shape: gr.Shape{-1, 28, 28, 512}}, nil)
	w := s.Op("VariableV2", "w", kernel, gr.Attrs{"dtype": gr.Float, "shape": kernel.Shape})
	y := s.Op("Conv2D", "y", gr.Type{DType: gr.Float}, nil, x, w)
	form := s.Op("VariableV2", "flipped", kernel, gr.Attrs{"dtype": gr.Float, "shape": kernel.Shape, "_tfreeze_form": true})
	s.Op("Conv2D", "dx", gr.Type{DType: gr.Float}, nil, x, form)
	if slow := slowConvolutions(g); len(slow) != 1 || slow[0] != y.Node {
		t.Errorf("%d convolutions are slow, want y alone, whose kernel is not a form", len(slow))
	}
}
