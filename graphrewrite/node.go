package graphrewrite

import (
	"fmt"
	"strconv"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// A Node is one op of a graph.
type Node struct {
	Name, Op, Device string
	Inputs           []Output
	Control          []*Node
	Attr             map[string]*attrpb.AttrValue
	// Types holds what is known of the outputs, one entry each, or nil.
	Types []Type
}

// An Output is one result of a node: a tensor.
type Output struct {
	Node  *Node
	Index int
}

// A Type is what is known of a tensor before the graph runs.
type Type struct {
	DType typespb.DataType
	Shape Shape
}

// A Shape lists dimensions; -1 is an unknown one. A nil Shape has an unknown
// rank; a scalar's is empty and not nil.
type Shape []int64

// refTypes is the distance in the DataType enum from a type to the reference to it, as
// VariableV2 returns it.
const refTypes = typespb.DataType_DT_FLOAT_REF - typespb.DataType_DT_FLOAT

// TypeOf returns a type, given TensorFlow's number of the element type. For a reference
// it is the type that it refers to.
func TypeOf(dtype int32, shape []int64) Type {
	t := Type{typespb.DataType(dtype), shape}
	if t.DType > refTypes {
		t.DType -= refTypes
	}
	return t
}

// Out returns output i of n.
func (n *Node) Out(i int) Output { return Output{n, i} }

// appendRead appends the nodes that n reads or waits for.
func (n *Node) appendRead(to []*Node) []*Node {
	for _, in := range n.Inputs {
		to = append(to, in.Node)
	}
	return append(to, n.Control...)
}

// IsZero reports whether o is the zero value, which refers to no node.
func (o Output) IsZero() bool { return o.Node == nil }

// String returns the tensor's name as the C API takes it: "node:0".
func (o Output) String() string { return o.Node.Name + ":" + strconv.Itoa(o.Index) }

// Is reports whether a name that a user gave means o: it is the tensor's, or its node's.
func (o Output) Is(name string) bool { return name == o.String() || name == o.Node.Name }

// Type returns what is known of the tensor.
func (o Output) Type() Type {
	if o.Index < len(o.Node.Types) {
		return o.Node.Types[o.Index]
	}
	return Type{}
}

// Shape returns the static shape, nil if unknown.
func (o Output) Shape() Shape { return o.Type().Shape }

// DType returns the element type, DT_INVALID if unknown.
func (o Output) DType() typespb.DataType { return o.Type().DType }

// Static reports whether every dimension is known.
func (s Shape) Static() bool {
	for _, d := range s {
		if d < 0 {
			return false
		}
	}
	return s != nil
}

// Elements returns the number of elements of a static shape.
func (s Shape) Elements() int64 {
	n := int64(1)
	for _, d := range s {
		n *= d
	}
	return n
}

// String writes unknown dimensions as "?": [?,6,6,4]; an unknown rank as [...].
func (s Shape) String() string {
	if s == nil {
		return "[...]"
	}
	dims := make([]string, len(s))
	for i, d := range s {
		if dims[i] = "?"; d >= 0 {
			dims[i] = strconv.FormatInt(d, 10)
		}
	}
	return "[" + strings.Join(dims, ",") + "]"
}

// String writes the type as the text form does: float[?,6,6,4].
func (t Type) String() string { return typeName(t.DType) + t.Shape.String() }

// splitOutput parses "node" and "node:1".
func splitOutput(name string) (node string, index int, err error) {
	i := strings.LastIndexByte(name, ':')
	if i < 0 {
		return name, 0, nil
	}
	index, err = strconv.Atoi(name[i+1:])
	if err != nil || index < 0 || i == 0 {
		return "", 0, fmt.Errorf("%q is not the name of a tensor", name)
	}
	return name[:i], index, nil
}
