package explain

import (
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/fastconv"
)

// TestPieces: kernel and image decide how a convolution is computed.
func TestPieces(t *testing.T) {
	for _, c := range []struct {
		name          string
		image, kernel gr.Shape
		attrs         gr.Attrs
		op            string
		pieces        int
	}{
		{"large", gr.Shape{-1, 28, 28, 512}, gr.Shape{3, 3, 512, 512}, nil, "ConcatV2", 8},
		{"of any size", gr.Shape{-1, -1, -1, 512}, gr.Shape{3, 3, 512, 512}, nil, "ConcatV2", 8},
		{"with a stride", gr.Shape{-1, 28, 28, 512}, gr.Shape{3, 3, 512, 512}, gr.Attrs{"strides": []int{1, 2, 2, 1}}, "ConcatV2", 8},
		{"not large", gr.Shape{-1, 28, 28, 256}, gr.Shape{3, 3, 256, 512}, nil, "Conv2D", 1},
		{"not a multiple of 64", gr.Shape{-1, 28, 28, 512}, gr.Shape{3, 3, 512, 500}, nil, "Conv2D", 1},
		{"in groups", gr.Shape{-1, 28, 28, 1024}, gr.Shape{3, 3, 512, 512}, nil, "Conv2D", 1},
		{"channels first", gr.Shape{-1, 512, 28, 28}, gr.Shape{3, 3, 512, 512}, gr.Attrs{"data_format": "NCHW"}, "Conv2D", 1},
		{"1x1", gr.Shape{-1, 28, 28, 2048}, gr.Shape{1, 1, 2048, 2048}, nil, "Conv2D", 1},
		{"fully connected", gr.Shape{-1, 7, 7, 512}, gr.Shape{7, 7, 512, 4096}, gr.Attrs{"padding": "VALID"}, "Reshape", 0},
		{"fully connected, small", gr.Shape{-1, 3, 3, 512}, gr.Shape{3, 3, 512, 128}, gr.Attrs{"padding": "VALID"}, "Conv2D", 1},
		{"of an unknown image", nil, gr.Shape{3, 3, 512, 512}, nil, "Conv2D", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := gr.New()
			s := gr.Scope{Graph: g}
			x := s.Op("Placeholder", "x", gr.Type{DType: gr.Float, Shape: c.image}, nil)
			handle := s.Op("VarHandleOp", "w", gr.Type{DType: gr.Resource}, gr.Attrs{"dtype": gr.Float, "shape": c.kernel})
			w := s.Op("ReadVariableOp", "w/value", gr.Type{DType: gr.Float, Shape: c.kernel}, gr.Attrs{"dtype": gr.Float}, handle)
			attrs := gr.Attrs{"T": gr.Float, "strides": []int{1, 1, 1, 1}, "padding": "SAME", "_output_shapes": []gr.Shape{nil}}
			for name, a := range c.attrs {
				attrs[name] = a
			}
			y := s.Op("Conv2D", "y", gr.Type{DType: gr.Float}, attrs, x, w)
			reader := s.Op("Relu", "z", gr.Type{DType: gr.Float}, gr.Attrs{"T": gr.Float}, y)
			f := fastconv.New(gr.Scope{Graph: g, Prefix: "tfreeze"})
			inPieces(g, f, slowConvolutions(g))
			if y.Node.Op != c.op || g.Node("y") != y.Node || reader.Node.Inputs[0] != y {
				t.Errorf("it is computed as %s, want %s, under its own name", y.Node.Op, c.op)
			}
			pieces := 0
			for _, name := range g.Names() {
				if n := g.Node(name); n.Op == "Conv2D" {
					pieces++
					if got := n.Str("padding", ""); got != attrs["padding"] {
						t.Errorf("%s has padding %s", name, got)
					}
					if n != y.Node && n.Attr["_output_shapes"] != nil {
						t.Errorf("%s has the shape of the whole", name)
					}
				}
			}
			if pieces != c.pieces {
				t.Errorf("%d convolutions, want %d", pieces, c.pieces)
			}
			if kept := f.Initialise() != nil; kept != (c.pieces > 1) {
				t.Errorf("a form of the kernel is kept: %t", kept)
			}
		})
	}
}

// TestSlowLeavesForms: a convolution whose kernel is a form is not listed, since the
// form has no value yet when another form of it would be computed.
func TestSlowLeavesForms(t *testing.T) {
	g := gr.New()
	s := gr.Scope{Graph: g}
	kernel := gr.Type{DType: gr.Float, Shape: gr.Shape{3, 3, 512, 512}}
	x := s.Op("Placeholder", "x", gr.Type{DType: gr.Float, Shape: gr.Shape{-1, 28, 28, 512}}, nil)
	w := s.Op("VariableV2", "w", kernel, gr.Attrs{"dtype": gr.Float, "shape": kernel.Shape})
	y := s.Op("Conv2D", "y", gr.Type{DType: gr.Float}, nil, x, w)
	f := fastconv.New(gr.Scope{Graph: g, Prefix: "tfreeze"})
	form := f.Layer(y.Node).Form("copy", func(_ autodiff.Emitter, kernel gr.Output) gr.Output { return kernel })
	s.Op("Conv2D", "dx", gr.Type{DType: gr.Float}, nil, x, form)
	if slow := slowConvolutions(g); len(slow) != 1 || slow[0] != y.Node {
		t.Errorf("%d convolutions are slow, want y alone, whose kernel is not a form", len(slow))
	}
}
