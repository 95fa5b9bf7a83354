package network

import (
	"errors"
	"slices"

	gr "tfreeze/graphrewrite"
)

// box is what a shape [1,...] fills.
func box(t Tensor) [3]int { return [3]int{t.H, t.W, t.C} }

func concat(r *reader, o gr.Output) (int, error) {
	last := len(o.Node.Inputs) - 1
	return r.concat(o, o.Node.Inputs[:last], o.Node.Inputs[last])
}

func concatV1(r *reader, o gr.Output) (int, error) {
	return r.concat(o, o.Node.Inputs[1:], o.Node.Inputs[0])
}

func (r *reader) concat(o gr.Output, parts []gr.Output, along gr.Output) (int, error) {
	list, err := r.Ints(along)
	if err != nil || len(list) != 1 {
		return 0, errors.Join(errors.New("its axis"), err)
	}
	a, err := r.axis(list[0], len(r.Shape(o)))
	if err != nil {
		return 0, err
	}
	s, varying, at := Step{Kind: View}, []gr.Output(nil), [3]int{}
	for _, part := range parts {
		t, err := r.image(part)
		if err != nil {
			return 0, err
		}
		if r.varies[part.Node] {
			varying, s.At = append(varying, part), append(s.At, at)
		}
		at[a] += box(t)[a]
	}
	out, err := r.image(o)
	if err != nil {
		return 0, err
	}
	s.Box = box(out)
	return r.step(o, s, varying...)
}

func pad(r *reader, o gr.Output) (int, error) {
	if err := r.alone(o.Node); err != nil {
		return 0, err
	}
	list, err := r.Ints(o.Node.Inputs[1])
	rank := len(r.Shape(o))
	if err != nil || len(list) != 2*rank || list[0] != 0 || list[1] != 0 {
		return 0, errors.Join(errors.New("its padding"), err)
	}
	var at [3]int
	for d := 1; d < rank; d++ {
		at[r.place(d, rank)] = int(list[2*d])
	}
	return r.cut(o, at)
}

// cut is a view of the first input that begins at a place of the result.
func (r *reader) cut(o gr.Output, at [3]int) (int, error) {
	out, err := r.image(o)
	if err != nil {
		return 0, err
	}
	return r.step(o, Step{Kind: View, Box: box(out), At: [][3]int{at}}, o.Node.Inputs[0])
}

// transpose moves the dimensions of an image.
func transpose(r *reader, o gr.Output) (int, error) {
	if err := r.alone(o.Node); err != nil {
		return 0, err
	}
	perm, err := r.Ints(o.Node.Inputs[1])
	rank := len(r.Shape(o))
	if err != nil || len(perm) != rank || rank < 1 || rank > 4 {
		return 0, errors.Join(errors.New("its permutation"), err)
	}
	turned := []int{0, 1, 2}
	for k, d := range perm {
		if k == 0 && d != 0 {
			return 0, errors.New("it joins or parts images")
		}
		if k > 0 {
			if turned[r.place(k, rank)], err = r.axis(d, rank); err != nil {
				return 0, err
			}
		}
	}
	if slices.IsSorted(turned) {
		return r.read(o.Node.Inputs[0])
	}
	out, err := r.image(o)
	if err != nil {
		return 0, err
	}
	return r.step(o, Step{Kind: View, Box: box(out), At: make([][3]int, 1), Turned: turned}, o.Node.Inputs[0])
}

func slice(r *reader, o gr.Output) (int, error) {
	if err := r.alone(o.Node); err != nil {
		return 0, err
	}
	begin, err := r.Ints(o.Node.Inputs[1])
	rank := len(r.Shape(o))
	if err != nil || len(begin) != rank || begin[0] != 0 {
		return 0, errors.Join(errors.New("where it begins"), err)
	}
	var at [3]int
	for d := 1; d < rank; d++ {
		at[r.place(d, rank)] = -int(begin[d])
	}
	return r.cut(o, at)
}

func split(r *reader, o gr.Output) (int, error) {
	list, err := r.Ints(o.Node.Inputs[0])
	if err != nil || len(list) != 1 {
		return 0, errors.Join(errors.New("its axis"), err)
	}
	a, err := r.axis(list[0], len(r.Shape(o)))
	if err != nil {
		return 0, err
	}
	out, err := r.image(o)
	if err != nil {
		return 0, err
	}
	var at [3]int
	at[a] = -o.Index * box(out)[a]
	return r.step(o, Step{Kind: View, Box: box(out), At: [][3]int{at}}, o.Node.Inputs[1])
}

// stridedSlice takes a box out of an image, of any dimensions of which one index is
// taken none is left.
func stridedSlice(r *reader, o gr.Output) (int, error) {
	n := o.Node
	if err := r.alone(n); err != nil {
		return 0, err
	}
	var lists [3][]int64
	for i := range lists {
		var err error
		if lists[i], err = r.Ints(n.Inputs[1+i]); err != nil {
			return 0, err
		}
	}
	shape := r.Shape(n.Inputs[0])
	rank := len(shape)
	if n.Int("ellipsis_mask", 0) != 0 || n.Int("new_axis_mask", 0) != 0 || len(lists[0]) > rank || len(shape) < 1 || len(shape) > 4 {
		return 0, errors.New("its masks")
	}
	bounds := [3][2]int{{0, 1}, {0, 1}, {0, 1}}
	for d := range shape {
		from, to := int64(0), shape[d]
		if d < len(lists[0]) {
			var err error
			if from, to, err = span(n, d, shape[d], lists); err != nil {
				return 0, err
			}
		}
		if d == 0 && (from != 0 || to != 1 || n.Int("shrink_axis_mask", 0)&1 != 0) {
			return 0, errors.New("it parts images")
		}
		if d > 0 {
			bounds[r.place(d, rank)] = [2]int{int(from), int(to)}
		}
	}
	s := Step{Kind: View, At: make([][3]int, 1)}
	for i, b := range bounds {
		s.Box[i], s.At[0][i] = b[1]-b[0], -b[0]
	}
	return r.step(o, s, n.Inputs[0])
}

// span is what a StridedSlice takes of a dimension.
func span(n *gr.Node, d int, size int64, lists [3][]int64) (from, to int64, err error) {
	if len(lists[1]) != len(lists[0]) || len(lists[2]) != len(lists[0]) || lists[2][d] != 1 {
		return 0, 0, errors.New("its strides")
	}
	clamp := func(v int64) int64 {
		if v < 0 {
			v += size
		}
		return min(max(v, 0), size)
	}
	from, to = clamp(lists[0][d]), clamp(lists[1][d])
	if n.Int("begin_mask", 0)>>d&1 == 1 {
		from = 0
	}
	if n.Int("end_mask", 0)>>d&1 == 1 {
		to = size
	}
	if n.Int("shrink_axis_mask", 0)>>d&1 == 1 {
		to = from + 1
	}
	if from >= to || to > size {
		return 0, 0, errors.New("its bounds")
	}
	return from, to, nil
}
