package graphrewrite

import (
	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// A Scope adds nodes under a common name prefix. The zero prefix adds them at
// the top.
type Scope struct {
	Graph  *Graph
	Prefix string
}

// Sub returns the scope below s of that name.
func (s Scope) Sub(name string) Scope {
	return Scope{s.Graph, s.join(name)}
}

func (s Scope) join(name string) string {
	if s.Prefix == "" {
		return name
	}
	return s.Prefix + "/" + name
}

// Op adds a node with one output of the given type. The name, which the op's
// name replaces if empty, is made unique.
func (s Scope) Op(op, name string, out Type, attrs Attrs, inputs ...Output) Output {
	return s.Node(op, name, []Type{out}, attrs, inputs...).Out(0)
}

// Node adds a node with the given outputs.
func (s Scope) Node(op, name string, out []Type, attrs Attrs, inputs ...Output) *Node {
	if name == "" {
		name = op
	}
	n := &Node{Name: s.Graph.Unique(s.join(name)), Op: op, Inputs: inputs, Types: out}
	n.set(attrs)
	s.Graph.nodes[n.Name] = n
	return n
}

func (n *Node) set(attrs Attrs) {
	if n.Attr == nil && len(attrs) > 0 {
		n.Attr = make(map[string]*attrpb.AttrValue, len(attrs))
	}
	for name, v := range attrs {
		n.Attr[name] = attrValue(v)
	}
}

// Const adds a constant.
func (s Scope) Const(name string, t *tensorpb.TensorProto) Output {
	dtype := t.GetDtype()
	return s.Op("Const", name, Type{dtype, ShapeOf(t.GetTensorShape())}, Attrs{"dtype": dtype, "value": t})
}

// DataType is an element type.
type DataType = typespb.DataType

// The element types that emitted nodes mostly have.
const (
	Float    = typespb.DataType_DT_FLOAT
	Double   = typespb.DataType_DT_DOUBLE
	Half     = typespb.DataType_DT_HALF
	BFloat16 = typespb.DataType_DT_BFLOAT16
	Int32    = typespb.DataType_DT_INT32
	Int64    = typespb.DataType_DT_INT64
	Uint32   = typespb.DataType_DT_UINT32
	Bool     = typespb.DataType_DT_BOOL
	Resource = typespb.DataType_DT_RESOURCE
)
