package graphrewrite

import "errors"

// A resize is linear along each side of an image: it is y = H x W^T, with matrices that
// the op itself makes of the identity.
type resize struct {
	Scope
	op   string
	node *Node
}

// side emits the matrix of dimension d, [to,from].
func (r *resize) side(from, to Output, d int32) Output {
	before, after, one := r.dim(from, d), r.dim(to, d), r.ints(1)
	image := r.real("Reshape", Attrs{"Tshape": Int32}, r.eye(before), r.join32(one, before, before, one))
	attrs := Attrs{"T": Float}
	for _, name := range []string{"align_corners", "half_pixel_centers"} {
		attrs[name] = r.node.Bool(name)
	}
	made := r.Op(r.op, "", Type{DType: Float}, attrs, image, r.join32(after, before))
	return r.real("Squeeze", Attrs{"squeeze_dims": []int{0, 3}}, made)
}

func (r *resize) eye(size Output) Output {
	ones := r.Op("Fill", "", Type{DType: Float}, Attrs{"T": Float, "index_type": Int32}, size, r.number(1))
	return r.real("MatrixDiag", nil, ones)
}

// product emits H x W^T of each image and channel, or, back, H^T x W.
func (r *resize) product(x, h, w Output, back bool) Output {
	rows, columns := "nhwc,ph->npwc", "npwc,qw->npqc"
	if back {
		rows, columns = "npwc,ph->nhwc", "nhqc,qw->nhwc"
	}
	return r.real("Einsum", Attrs{"equation": columns, "N": 2}, r.real("Einsum", Attrs{"equation": rows, "N": 2}, x, h), w)
}

func composeResize(s Scope, n *Node) (Output, error) {
	r := &resize{s, n.Op, n}
	x, size := n.Inputs[0], n.Inputs[1]
	if !isReal(x.DType()) {
		return Output{}, errors.New("its input is not of type float or double")
	}
	from, to := s.shapeOf(x), s.join32(s.ints(0), size)
	return r.product(x, r.side(from, to, 1), r.side(from, to, 2), false), nil
}

// composeResizeGrad emits the transpose of the op forward, a resize.
func composeResizeGrad(forward string) composer {
	return func(s Scope, n *Node) (Output, error) {
		r := &resize{s, forward, n}
		dy, x := n.Inputs[0], n.Inputs[1]
		from, to := s.shapeOf(x), s.shapeOf(dy)
		return r.product(dy, r.side(from, to, 1), r.side(from, to, 2), true), nil
	}
}
