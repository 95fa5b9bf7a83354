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
	// left bounds the ops that are visited, and room the elements that are read.
	left, room int
}

const maxListed, maxElements = 1 << 26, 1 << 22

func newLister(g *Graph, uses map[*Node][]Use) *lister {
	return &lister{
		g: g, k: newKnower(), lengths: map[Output]int{}, unpacked: map[Output]*Node{},
		split: map[*Node]*Node{}, replaced: map[Output]Output{}, uses: uses,
		left: maxListed, room: maxElements,
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

// A search looks for elements of a list: wanted maps their indices to their places in
// found.
type search struct {
	*lister
	wanted map[int][]int
	found  []Output
}

// elements returns the elements of a list at some indices; none for one that was never
// set. It goes back once along the ops that made the list.
func (l *lister) elements(o Output, at []int) ([]Output, error) {
	if l.room -= len(at); l.room < 0 {
		return nil, l.fail(o.Node, "too many elements of lists are read")
	}
	s := &search{lister: l, wanted: map[int][]int{}, found: make([]Output, len(at))}
	for place, i := range at {
		s.wanted[i] = append(s.wanted[i], place)
	}
	for len(s.wanted) > 0 {
		var op listOp
		var err error
		if o, op, err = l.back(o); err != nil {
			return nil, err
		}
		if err := s.visit(o.Node, op); err != nil {
			return nil, err
		}
		if op.from < 0 {
			break
		}
		o = o.Node.Inputs[op.from]
	}
	return s.found, nil
}

// take notes the element at an index, if it is wanted.
func (s *search) take(i int, o Output) {
	for _, place := range s.wanted[i] {
		s.found[place] = o
	}
	delete(s.wanted, i)
}

// visit takes the elements that a node puts into the list that it makes.
func (s *search) visit(n *Node, op listOp) error {
	switch n.Op {
	case "TensorListFromTensor":
		return s.takeAll(func(i int) (Output, error) { return s.row(n, i) })
	case "TensorListSplit", "TensorArraySplitV3":
		return s.takeAll(func(i int) (Output, error) { return s.part(n, i) })
	case "TensorListPushBack":
		size, err := s.length(n.Inputs[op.from])
		s.take(size, n.Inputs[op.item])
		return err
	case "TensorListConcatLists":
		return s.second(n, op)
	case "TensorListSetItem", "TensorArrayWriteV3":
		at, err := s.index(n, n.Inputs[op.at])
		if err == nil {
			s.take(at, n.Inputs[op.item])
		}
		return err
	case "TensorListScatterV2", "TensorListScatterIntoExistingList", "TensorArrayScatterV3":
		return s.scattered(n, op)
	}
	return nil
}

// takeAll takes every element that is still wanted.
func (s *search) takeAll(element func(i int) (Output, error)) error {
	for i := range s.wanted {
		o, err := element(i)
		if err != nil {
			return err
		}
		s.take(i, o)
	}
	return nil
}

// scattered takes rows of a tensor; the last of several for one index counts.
func (s *search) scattered(n *Node, op listOp) error {
	at, err := s.indices(n, n.Inputs[op.at])
	if err != nil {
		return err
	}
	for row, i := range slices.Backward(at) {
		if s.wanted[i] == nil {
			continue
		}
		o, err := s.row(n, row)
		if err != nil {
			return err
		}
		s.take(i, o)
	}
	return nil
}

// second takes the elements of the second of two lists that are joined.
func (s *search) second(n *Node, op listOp) error {
	size, err := s.length(n.Inputs[op.from])
	if err != nil {
		return err
	}
	var at []int
	for i := range s.wanted {
		if i >= size {
			at = append(at, i-size)
		}
	}
	slices.Sort(at)
	found, err := s.elements(n.Inputs[op.item], at)
	if err != nil {
		return err
	}
	for k, i := range at {
		s.take(i+size, found[k])
	}
	return nil
}

// row returns a row of the tensor that a node puts into a list.
func (l *lister) row(n *Node, i int) (Output, error) {
	x := n.Inputs[listOps[n.Op].item]
	u := l.unpacked[x]
	if u == nil {
		s := x.Shape()
		if len(s) == 0 || s[0] < 0 || s[0] > maxKnown {
			return Output{}, l.fail(n, "the number of rows of %s %s is not known", x, x.Type())
		}
		types := slices.Repeat([]Type{{x.DType(), s[1:]}}, int(s[0]))
		u = Scope{l.g, n.Name}.Node("Unpack", "rows", types, Attrs{"T": x.DType(), "num": int(s[0]), "axis": 0}, x)
		l.unpacked[x] = u
	}
	if i >= len(u.Types) {
		return Output{}, l.fail(n, "the list has %d elements, no element %d", len(u.Types), i)
	}
	return u.Out(i), nil
}

// part returns a part of the tensor that a node splits into a list.
func (l *lister) part(n *Node, i int) (Output, error) {
	x := n.Inputs[listOps[n.Op].item]
	p := l.split[n]
	if p == nil {
		lengths, err := l.indices(n, n.Inputs[listOps[n.Op].at])
		if err != nil {
			return Output{}, err
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
		return Output{}, l.fail(n, "the list has %d elements, no element %d", len(p.Types), i)
	}
	return p.Out(i), nil
}
