package graphrewrite

import (
	"fmt"
	"slices"
)

// A list is a tensor that stands for a list of tensors: the handle of a TensorList of
// TF2, or the flow of a TensorArray of TF1. A lister finds the elements of lists by going
// back through the ops that made them:
//
//	empty = TensorListReserve(shape, 2)
//	one = TensorListSetItem(empty, 0, a)      elements: a, none
//	two = TensorListSetItem(one, 1, b)        elements: a, b
type lister struct {
	g *Graph
	k *knower
	// lengths holds the number of elements of lists.
	lengths map[Output]int
	// unpacked holds the nodes that cut tensors into elements.
	unpacked map[Output]*Node
	// split holds the nodes that cut tensors into parts of several rows.
	split map[*Node]*Node
	// replaced holds elements that were taken off lists, and uses the readers of nodes.
	replaced map[Output]Output
	uses     map[*Node][]Use
	// left bounds the ops that are visited.
	left int
}

const maxListed = 1 << 26

func newLister(g *Graph, uses map[*Node][]Use) *lister {
	return &lister{
		g: g, k: newKnower(), lengths: map[Output]int{}, unpacked: map[Output]*Node{},
		split: map[*Node]*Node{}, replaced: map[Output]Output{}, uses: uses, left: maxListed,
	}
}

// OfLoop reports whether an op is one of a loop: it runs functions again and again, is
// the control flow of TF1, or makes or reads the lists that steps hand on.
func OfLoop(op string) bool {
	n := &Node{Op: op}
	_, reads := listReads(op)
	return n.is(whiles|enters|exits|merges|switches|endsIteration) || op == "LoopCond" || reads || arrayOps[op] || listOps[op] != listOp{}
}

// usesArray reports whether a node is an op on a TensorArray of TF1.
func (n *Node) usesArray() bool { return arrayOps[n.Op] }

var arrayOps = map[string]bool{
	"TensorArrayCloseV3": true, "TensorArrayConcatV3": true, "TensorArrayGatherV3": true, "TensorArrayReadV3": true, "TensorArrayScatterV3": true,
	"TensorArraySizeV3": true, "TensorArraySplitV3": true, "TensorArrayV3": true, "TensorArrayWriteV3": true,
}

// A listOp says how an op makes a list of others.
type listOp struct {
	// from and item are its inputs for the list that it alters and for what it puts
	// there, at is the one that says where; -1 if it has none.
	from, item, at int
	// output is the list among its outputs.
	output int
}

// listOps are the ops that make lists.
var listOps = map[string]listOp{
	"EmptyTensorList":                   {-1, -1, -1, 0},
	"TensorListConcatLists":             {0, 1, -1, 0},
	"TensorListFromTensor":              {-1, 0, -1, 0},
	"TensorListPopBack":                 {0, -1, -1, 0},
	"TensorListPushBack":                {0, 1, -1, 0},
	"TensorListReserve":                 {-1, -1, 1, 0},
	"TensorListResize":                  {0, -1, 1, 0},
	"TensorListScatterIntoExistingList": {0, 1, 2, 0},
	"TensorListScatterV2":               {-1, 0, 1, 0},
	"TensorListSetItem":                 {0, 2, 1, 0},
	"TensorListSplit":                   {-1, 0, 2, 0},
	"TensorArrayScatterV3":              {3, 2, 1, 0},
	"TensorArraySplitV3":                {-1, 1, 2, 0},
	"TensorArrayV3":                     {-1, -1, 0, 1},
	"TensorArrayWriteV3":                {3, 2, 1, 0},
}

// standsForList reports whether a tensor is a list, or hands one on.
func standsForList(o Output) bool {
	o = origin(o)
	op, ok := listOps[o.Node.Op]
	return ok && o.Index == op.output && len(o.Node.Inputs) > max(op.from, op.item, op.at)
}

func (l *lister) fail(n *Node, format string, args ...any) error {
	return &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf(format, args...)}
}

// back returns the op that made a list.
func (l *lister) back(o Output) (Output, listOp, error) {
	if o = origin(o); !standsForList(o) {
		return o, listOp{}, l.fail(o.Node, "it is not known which tensors the list holds")
	}
	if l.left--; l.left < 0 {
		return o, listOp{}, l.fail(o.Node, "its lists are too long")
	}
	return o, listOps[o.Node.Op], nil
}

// length returns the number of elements of a list.
func (l *lister) length(o Output) (int, error) {
	var way []Output
	for {
		var op listOp
		var err error
		if o, op, err = l.back(o); err != nil {
			return 0, err
		}
		way = append(way, o)
		if _, done := l.lengths[o]; done || op.from < 0 || o.Node.Op == "TensorListResize" {
			break
		}
		o = o.Node.Inputs[op.from]
	}
	size := 0
	for _, o := range slices.Backward(way) {
		if n, done := l.lengths[o]; done {
			size = n
			continue
		}
		var err error
		if size, err = l.grown(o.Node, size); err != nil {
			return 0, err
		}
		l.lengths[o] = size
	}
	return size, nil
}

// grown returns the length of the list that a node makes of one of a length.
func (l *lister) grown(n *Node, size int) (int, error) {
	op := listOps[n.Op]
	switch n.Op {
	case "EmptyTensorList":
		return 0, nil
	case "TensorListPushBack":
		return size + 1, nil
	case "TensorListPopBack":
		if size == 0 {
			return 0, l.fail(n, "the list is empty")
		}
		return size - 1, nil
	case "TensorListFromTensor":
		s := n.Inputs[op.item].Shape()
		if len(s) == 0 || s[0] < 0 || s[0] > maxKnown {
			return 0, l.fail(n, "the list has as many elements as %s %s has rows, which is not known", n.Inputs[op.item], n.Inputs[op.item].Type())
		}
		return int(s[0]), nil
	case "TensorListConcatLists":
		more, err := l.length(n.Inputs[op.item])
		return size + more, err
	case "TensorListReserve", "TensorListResize", "TensorArrayV3":
		count, err := l.index(n, n.Inputs[op.at])
		return count, err
	case "TensorListSplit", "TensorArraySplitV3":
		lengths, err := l.indices(n, n.Inputs[op.at])
		return len(lengths), err
	case "TensorListScatterV2":
		if len(n.Inputs) > 3 {
			if count, ok := l.k.of(n.Inputs[3]).number(); ok && count >= 0 && count <= maxKnown {
				return int(count), nil
			}
		}
	}
	at, err := l.indices(n, n.Inputs[op.at])
	for _, i := range at {
		size = max(size, i+1)
	}
	return size, err
}

// index returns a number that says where in a list, or how many.
func (l *lister) index(n *Node, o Output) (int, error) {
	at, err := l.indices(n, o)
	if err == nil && len(at) != 1 {
		err = l.fail(n, "%s has %d elements, and not one", o, len(at))
	}
	if err != nil {
		return 0, err
	}
	return at[0], nil
}

func (l *lister) indices(n *Node, o Output) ([]int, error) {
	values, ok := l.k.of(o).ints()
	if !ok {
		why := l.k.unknown(o)
		return nil, l.fail(n, "it is not known which elements of the list are meant: that depends on %s (%s)", why, formatName(why.Node.Op))
	}
	at := make([]int, len(values))
	for i, v := range values {
		if v < 0 || v > maxKnown {
			return nil, l.fail(n, "no list has an element %d", v)
		}
		at[i] = int(v)
	}
	return at, nil
}

// element returns element i of a list; none if it was never set.
func (l *lister) element(o Output, i int) (Output, error) {
	for {
		var op listOp
		var err error
		if o, op, err = l.back(o); err != nil {
			return Output{}, err
		}
		n := o.Node
		item, rest, err := l.own(n, op, i)
		if err != nil || !item.IsZero() || op.from < 0 {
			return item, err
		}
		o, i = n.Inputs[op.from], rest
		if n.Op == "TensorListConcatLists" && rest < 0 {
			o, i = n.Inputs[op.item], -rest-1
		}
	}
}

// own returns element i of the list that a node makes, if the node itself puts it there;
// else its index in the list that the node alters.
func (l *lister) own(n *Node, op listOp, i int) (Output, int, error) {
	none := Output{}
	switch n.Op {
	case "TensorListFromTensor":
		return l.row(n, i)
	case "TensorListSplit", "TensorArraySplitV3":
		return l.part(n, i)
	case "TensorListPushBack", "TensorListConcatLists":
		size, err := l.length(n.Inputs[op.from])
		switch {
		case err != nil || i < size:
			return none, i, err
		case n.Op == "TensorListConcatLists":
			return none, -(i - size) - 1, nil
		}
		return n.Inputs[op.item], i, nil
	case "TensorListSetItem", "TensorArrayWriteV3":
		at, err := l.index(n, n.Inputs[op.at])
		if err != nil || at != i {
			return none, i, err
		}
		return n.Inputs[op.item], i, nil
	case "TensorListScatterV2", "TensorListScatterIntoExistingList", "TensorArrayScatterV3":
		at, err := l.indices(n, n.Inputs[op.at])
		if err != nil {
			return none, i, err
		}
		for row, to := range slices.Backward(at) {
			if to == i {
				return l.row(n, row)
			}
		}
	}
	return none, i, nil
}

// row returns a row of the tensor that a node puts into a list.
func (l *lister) row(n *Node, i int) (Output, int, error) {
	x := n.Inputs[listOps[n.Op].item]
	u := l.unpacked[x]
	if u == nil {
		s := x.Shape()
		if len(s) == 0 || s[0] < 0 || s[0] > maxKnown {
			return Output{}, 0, l.fail(n, "the number of rows of %s %s is not known", x, x.Type())
		}
		types := slices.Repeat([]Type{{x.DType(), s[1:]}}, int(s[0]))
		u = Scope{l.g, n.Name}.Node("Unpack", "rows", types, Attrs{"T": x.DType(), "num": int(s[0]), "axis": 0}, x)
		l.unpacked[x] = u
	}
	if i >= len(u.Types) {
		return Output{}, 0, l.fail(n, "the list has %d elements, no element %d", len(u.Types), i)
	}
	return u.Out(i), 0, nil
}

// part returns a part of the tensor that a node splits into a list.
func (l *lister) part(n *Node, i int) (Output, int, error) {
	x := n.Inputs[listOps[n.Op].item]
	p := l.split[n]
	if p == nil {
		lengths, err := l.indices(n, n.Inputs[listOps[n.Op].at])
		if err != nil {
			return Output{}, 0, err
		}
		s := Scope{l.g, n.Name}
		types := make([]Type, len(lengths))
		at := make([]int64, len(lengths))
		for k, length := range lengths {
			at[k], types[k] = int64(length), Type{DType: x.DType()}
			if of := x.Shape(); len(of) > 0 {
				types[k].Shape = append(Shape{int64(length)}, of[1:]...)
			}
		}
		sizes := s.Const("sizes", Tensor(Shape{int64(len(at))}, at...))
		p = s.Node("SplitV", "parts", types, Attrs{"T": x.DType(), "Tlen": Int64, "num_split": len(at)}, x, sizes, s.Const("axis", Tensor(nil, int32(0))))
		l.split[n] = p
	}
	if i >= len(p.Types) {
		return Output{}, 0, l.fail(n, "the list has %d elements, no element %d", len(p.Types), i)
	}
	return p.Out(i), 0, nil
}
