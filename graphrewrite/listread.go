package graphrewrite

import (
	"slices"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
)

// A listRead says how an op reads a list.
type listRead struct {
	// list and at are its inputs for the list and for which elements it reads; -1 if it
	// reads all.
	list, at int
	// as is what it makes of the elements.
	as func(l *lister, n *Node, elements []Output) error
}

// listReadOf returns the way in which a node reads a list.
func listReadOf(n *Node) (listRead, bool) {
	read, ok := listReads(n.Op)
	return read, ok && len(n.Inputs) > max(read.list, read.at)
}

func listReads(op string) (listRead, bool) {
	read, ok := map[string]listRead{
		"TensorArrayConcatV3": {1, -1, (*lister).join},
		"TensorArrayGatherV3": {2, 1, (*lister).stack},
		"TensorArrayReadV3":   {2, 1, (*lister).get},
		"TensorArraySizeV3":   {1, -1, (*lister).count},
		"TensorListConcatV2":  {0, -1, (*lister).join},
		"TensorListGather":    {0, 1, (*lister).stack},
		"TensorListGetItem":   {0, 1, (*lister).get},
		"TensorListLength":    {0, -1, (*lister).count},
		"TensorListPopBack":   {0, -1, (*lister).pop},
		"TensorListStack":     {0, -1, (*lister).stack},
	}[op]
	return read, ok
}

// read replaces a node that reads a list by plain ops on its elements, as far as they are
// known:
//
//	x = TensorListGetItem(list, 1)   ->   x = Identity(b)
//	y = TensorListStack(list)        ->   y = Pack(a, b)
func (l *lister) read(n *Node, read listRead) error {
	at, err := l.places(n, read)
	if err != nil {
		return err
	}
	elements, err := l.elements(n.Inputs[read.list], at)
	if err != nil {
		return err
	}
	return read.as(l, n, elements)
}

// places lists the indices of the elements that a node reads.
func (l *lister) places(n *Node, read listRead) ([]int, error) {
	size, err := l.length(n.Inputs[read.list])
	if err != nil {
		return nil, err
	}
	if read.at < 0 {
		all := make([]int, size)
		for i := range all {
			all[i] = i
		}
		if n.Op == "TensorListPopBack" {
			all = all[max(0, size-1):]
		}
		return all, nil
	}
	at, err := l.indices(n, n.Inputs[read.at])
	for _, i := range at {
		if i >= size {
			return nil, l.fail(n, "the list has %d elements, no element %d", size, i)
		}
	}
	return at, err
}

func (l *lister) count(n *Node, elements []Output) error {
	n.becomeConst(Attrs{"dtype": Int32, "value": Tensor(nil, int32(len(elements)))})
	return nil
}

func (l *lister) get(n *Node, elements []Output) error {
	if len(elements) != 1 {
		return l.fail(n, "it reads %d elements, and not one", len(elements))
	}
	if err := l.fillUnset(n, elements, l.elementType(n)); err != nil {
		return err
	}
	n.become("Identity", Attrs{"T": l.elementType(n).DType}, elements)
	return nil
}

// pop gives the readers of the element that is taken off a list the element itself.
func (l *lister) pop(n *Node, elements []Output) error {
	if len(elements) != 1 {
		return l.fail(n, "the list is empty")
	}
	if elements[0].IsZero() {
		return l.fail(n, "it reads an element that was not set")
	}
	l.replaced[n.Out(1)] = elements[0]
	return nil
}

func (l *lister) stack(n *Node, elements []Output) error {
	of := l.elementType(n)
	if s := of.Shape; len(s) > 0 {
		of.Shape = s[1:]
	}
	if want := n.Int("num_elements", -1); want >= 0 && int(want) != len(elements) {
		return l.fail(n, "the list has %d elements, and not %d", len(elements), want)
	}
	if len(elements) == 0 {
		return l.fail(n, "the list is empty")
	}
	if err := l.fillUnset(n, elements, of); err != nil {
		return err
	}
	if whole, ok := l.whole(elements); ok {
		n.become("Identity", Attrs{"T": of.DType}, []Output{whole})
		return nil
	}
	n.become("Pack", Attrs{"T": of.DType, "N": len(elements), "axis": 0}, elements)
	return nil
}

// whole returns the tensor whose rows the elements are.
func (l *lister) whole(elements []Output) (Output, bool) {
	u := elements[0].Node
	if len(u.Inputs) != 1 || l.unpacked[u.Inputs[0]] != u || len(u.Types) != len(elements) {
		return Output{}, false
	}
	for i, e := range elements {
		if e != u.Out(i) {
			return Output{}, false
		}
	}
	return u.Inputs[0], true
}

// join puts the elements one after the other. How many rows each has is not given.
func (l *lister) join(n *Node, elements []Output) error {
	of := l.elementType(n)
	if len(elements) == 0 || slices.ContainsFunc(elements, Output.IsZero) {
		return l.fail(n, "an element of the list was not set")
	}
	if slices.ContainsFunc(l.uses[n], func(u Use) bool { return u.Node.Inputs[u.Input] == n.Out(1) }) {
		return l.fail(n, "the numbers of rows of the elements are read")
	}
	if len(elements) == 1 {
		n.become("Identity", Attrs{"T": of.DType}, elements)
		return nil
	}
	axis := Scope{l.g, n.Name}.Const("axis", Tensor(nil, int32(0)))
	n.become("ConcatV2", Attrs{"T": of.DType, "Tidx": Int32, "N": len(elements)}, append(slices.Clone(elements), axis))
	return nil
}

// elementType returns the type of what a node reads.
func (l *lister) elementType(n *Node) Type {
	t := n.Out(0).Type()
	for _, attr := range []string{"element_dtype", "dtype"} {
		if d := n.DType(attr); d != 0 {
			t.DType = d
		}
	}
	return t
}

// fillUnset puts zeros where an element was never set, as TensorFlow does.
func (l *lister) fillUnset(n *Node, elements []Output, t Type) error {
	set := slices.IndexFunc(elements, func(o Output) bool { return !o.IsZero() })
	for i, o := range elements {
		s := Scope{l.g, n.Name}
		switch {
		case !o.IsZero():
		case set >= 0:
			like := elements[set]
			elements[i] = s.Op("ZerosLike", "unset", like.Type(), Attrs{"T": t.DType}, like)
		case t.Shape.Static():
			elements[i] = s.Const("unset", &tensorpb.TensorProto{Dtype: t.DType, TensorShape: t.Shape.Proto()})
		default:
			return l.fail(n, "it reads an element that was not set")
		}
	}
	return nil
}

// become gives a node another op; it keeps its name, its readers, its control inputs and
// the type of its first output.
func (n *Node) become(op string, attrs Attrs, inputs []Output) {
	n.Op, n.Inputs, n.Attr = op, inputs, nil
	n.set(attrs)
	if len(n.Types) > 1 {
		n.Types = n.Types[:1]
	}
}
