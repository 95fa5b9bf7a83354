package graphrewrite

import (
	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// A Scope adds nodes to a graph, under a common prefix of their names. An empty prefix
// adds none.
type Scope struct {
	Graph  *Graph
	Prefix string
}

// Sub returns the scope of this name below s.
func (s Scope) Sub(name string) Scope {
	return Scope{s.Graph, s.join(name)}
}

func (s Scope) join(name string) string {
	if s.Prefix == "" {
		return name
	}
	return s.Prefix + "/" + name
}

// Op adds a node with one output, of the type out, and returns the output. The name is
// made unique; an empty one is the op's.
func (s Scope) Op(op, name string, out Type, attrs Attrs, inputs ...Output) Output {
	return s.Node(op, name, []Type{out}, attrs, inputs...).Out(0)
}

// Node adds a node with outputs of the types out. Its name is made as that of Op.
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

// The element types that passes and methods use.
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
