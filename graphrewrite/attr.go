package graphrewrite

import (
	"fmt"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	shapepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_shape_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// Attrs are attributes as Go values: bool, int, float32, string, DataType, Shape,
// *TensorProto, a slice of int, string, DataType or Shape, or an *AttrValue, which is
// used unchanged.
type Attrs map[string]any

// attrValue panics on a type that Attrs does not list, which is a mistake in the code:
// no file and no user chooses the type.
func attrValue(v any) *attrpb.AttrValue {
	switch v := v.(type) {
	case *attrpb.AttrValue:
		return v
	case bool:
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_B{B: v}}
	case int:
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_I{I: int64(v)}}
	case float32:
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_F{F: v}}
	case string:
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_S{S: []byte(v)}}
	case typespb.DataType:
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_Type{Type: v}}
	case Shape:
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_Shape{Shape: v.Proto()}}
	case *tensorpb.TensorProto:
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_Tensor{Tensor: v}}
	case []int:
		list := &attrpb.AttrValue_ListValue{}
		for _, i := range v {
			list.I = append(list.I, int64(i))
		}
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_List{List: list}}
	case []string:
		list := &attrpb.AttrValue_ListValue{}
		for _, t := range v {
			list.S = append(list.S, []byte(t))
		}
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_List{List: list}}
	case []typespb.DataType:
		list := &attrpb.AttrValue_ListValue{Type: v}
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_List{List: list}}
	case []Shape:
		list := &attrpb.AttrValue_ListValue{}
		for _, s := range v {
			list.Shape = append(list.Shape, s.Proto())
		}
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_List{List: list}}
	}
	panic(fmt.Sprintf("graphrewrite: an attribute cannot hold a %T", v))
}

// Int returns an integer attribute, or fallback if it is absent.
func (n *Node) Int(name string, fallback int64) int64 {
	if v, ok := n.Attr[name].GetValue().(*attrpb.AttrValue_I); ok {
		return v.I
	}
	return fallback
}

// Float returns a float attribute, or fallback if it is absent.
func (n *Node) Float(name string, fallback float32) float32 {
	if v, ok := n.Attr[name].GetValue().(*attrpb.AttrValue_F); ok {
		return v.F
	}
	return fallback
}

// Str returns a string attribute, or fallback if it is absent.
func (n *Node) Str(name, fallback string) string {
	if v, ok := n.Attr[name].GetValue().(*attrpb.AttrValue_S); ok {
		return string(v.S)
	}
	return fallback
}

// Bool returns a boolean attribute, false if it is absent.
func (n *Node) Bool(name string) bool { return n.Attr[name].GetB() }

// Ints returns a list of integers, nil if it is absent.
func (n *Node) Ints(name string) []int64 { return n.Attr[name].GetList().GetI() }

// Strs returns a list of strings, nil if it is absent.
func (n *Node) Strs(name string) (list []string) {
	for _, s := range n.Attr[name].GetList().GetS() {
		list = append(list, string(s))
	}
	return list
}

// DType returns a type attribute, DT_INVALID if it is absent.
func (n *Node) DType(name string) typespb.DataType { return n.Attr[name].GetType() }

// ShapeOf converts a shape proto; it is nil if the rank is unknown.
func ShapeOf(p *shapepb.TensorShapeProto) Shape {
	if p == nil || p.GetUnknownRank() {
		return nil
	}
	s := make(Shape, len(p.GetDim()))
	for i, d := range p.GetDim() {
		s[i] = d.GetSize()
	}
	return s
}

// Proto converts the shape to a proto.
func (s Shape) Proto() *shapepb.TensorShapeProto {
	if s == nil {
		return &shapepb.TensorShapeProto{UnknownRank: true}
	}
	p := &shapepb.TensorShapeProto{}
	for _, d := range s {
		p.Dim = append(p.Dim, &shapepb.TensorShapeProto_Dim{Size: d})
	}
	return p
}
