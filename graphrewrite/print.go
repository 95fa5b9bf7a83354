package graphrewrite

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
	"google.golang.org/protobuf/proto"
)

// elideAbove is the number of elements from which Format shows a tensor by its
// hash alone.
const elideAbove = 32

// Format writes the text form, a line per node in sorted order. Tensors of
// more than 32 elements are shown by a hash, and Parse refuses them.
func (g *Graph) Format(w io.Writer) error {
	nodes, err := g.Sorted()
	if err != nil {
		return err
	}
	for _, n := range nodes {
		if _, err := fmt.Fprintln(w, n); err != nil {
			return err
		}
	}
	return nil
}

// String is the node's line in the text form.
func (n *Node) String() string {
	var b strings.Builder
	b.WriteString(n.Name + " = " + n.Op + "(")
	inputs := make([]string, 0, len(n.Inputs)+len(n.Control))
	for _, in := range n.Inputs {
		inputs = append(inputs, in.short())
	}
	for _, c := range n.Control {
		inputs = append(inputs, "^"+c.Name)
	}
	b.WriteString(strings.Join(inputs, ", ") + ")")
	if attrs := formatAttrs(n.Attr); attrs != "" {
		b.WriteString(" {" + attrs + "}")
	}
	if n.Device != "" {
		b.WriteString(" @" + quote(n.Device))
	}
	if n.Types != nil {
		types := make([]string, len(n.Types))
		for i, t := range n.Types {
			types[i] = t.String()
		}
		b.WriteString(" -> " + strings.Join(types, ", "))
	}
	return b.String()
}

func formatAttrs(attrs map[string]*attrpb.AttrValue) string {
	names := make([]string, 0, len(attrs))
	for name := range attrs {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		names[i] = name + "=" + formatAttr(attrs[name])
	}
	return strings.Join(names, " ")
}

func formatAttr(a *attrpb.AttrValue) string {
	switch v := a.GetValue().(type) {
	case *attrpb.AttrValue_B:
		return strconv.FormatBool(v.B)
	case *attrpb.AttrValue_I:
		return strconv.FormatInt(v.I, 10)
	case *attrpb.AttrValue_F:
		return formatFloat(float64(v.F), 32)
	case *attrpb.AttrValue_S:
		return quote(string(v.S))
	case *attrpb.AttrValue_Type:
		return typeName(v.Type)
	case *attrpb.AttrValue_Shape:
		return "shape" + ShapeOf(v.Shape).String()
	case *attrpb.AttrValue_Tensor:
		return formatTensor(v.Tensor)
	case *attrpb.AttrValue_Func:
		return "func " + quote(v.Func.GetName()) + "{" + formatAttrs(v.Func.GetAttr()) + "}"
	case *attrpb.AttrValue_List:
		return "[" + strings.Join(formatList(v.List), ", ") + "]"
	}
	return "none"
}

func formatList(l *attrpb.AttrValue_ListValue) []string {
	var items []string
	for _, v := range l.GetB() {
		items = append(items, strconv.FormatBool(v))
	}
	for _, v := range l.GetI() {
		items = append(items, strconv.FormatInt(v, 10))
	}
	for _, v := range l.GetF() {
		items = append(items, formatFloat(float64(v), 32))
	}
	for _, v := range l.GetS() {
		items = append(items, quote(string(v)))
	}
	for _, v := range l.GetType() {
		items = append(items, typeName(v))
	}
	for _, v := range l.GetShape() {
		items = append(items, "shape"+ShapeOf(v).String())
	}
	for _, v := range l.GetTensor() {
		items = append(items, formatTensor(v))
	}
	for _, v := range l.GetFunc() {
		items = append(items, "func "+quote(v.GetName())+"{"+formatAttrs(v.GetAttr())+"}")
	}
	return items
}

// formatTensor writes float[2]{1.0, 2.5}, or float[64]{sha256 9f86d081...}.
func formatTensor(t *tensorpb.TensorProto) string {
	head := typeName(t.GetDtype()) + ShapeOf(t.GetTensorShape()).String()
	values, err := tensorValues(t, elideAbove)
	if err != nil {
		raw, _ := proto.MarshalOptions{Deterministic: true}.Marshal(t)
		return fmt.Sprintf("%s{sha256 %x}", head, sha256.Sum256(raw))
	}
	items := make([]string, len(values))
	for i, v := range values {
		items[i] = formatElement(t.GetDtype(), v)
	}
	return head + "{" + strings.Join(items, ", ") + "}"
}

func formatElement(dtype typespb.DataType, v float64) string {
	switch dtype {
	case typespb.DataType_DT_FLOAT:
		return formatFloat(v, 32)
	case typespb.DataType_DT_DOUBLE:
		return formatFloat(v, 64)
	case typespb.DataType_DT_BOOL:
		return strconv.FormatBool(v != 0)
	}
	return strconv.FormatInt(int64(v), 10)
}

// formatFloat always shows that it is a float: 1.0, 1e-05, +Inf.
func formatFloat(v float64, bits int) string {
	s := strconv.FormatFloat(v, 'g', -1, bits)
	if math.IsInf(v, 0) || math.IsNaN(v) || strings.ContainsAny(s, ".e") {
		return s
	}
	return s + ".0"
}

// typeName writes DT_FLOAT as float, DT_FLOAT_REF as float_ref.
func typeName(t typespb.DataType) string {
	return strings.ToLower(strings.TrimPrefix(t.String(), "DT_"))
}

func quote(s string) string { return strconv.Quote(s) }
