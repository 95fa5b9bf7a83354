package graphrewrite

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// Format writes the text form: a line for each node, in sorted order. A tensor of more
// than 32 elements, of long strings, or of a type that this package does not read is
// shown as a hash, which Parse refuses. The library is left out.
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

// String returns the node's line of the text form.
func (n *Node) String() string {
	var b strings.Builder
	b.WriteString(formatName(n.Name) + " = " + formatName(n.Op) + "(")
	inputs := make([]string, 0, len(n.Inputs)+len(n.Control))
	for _, in := range n.Inputs {
		inputs = append(inputs, reference{node: in.Node.Name, index: in.Index}.String())
	}
	for _, c := range n.Control {
		inputs = append(inputs, reference{node: c.Name, control: true}.String())
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
		names[i] = formatName(name) + "=" + formatAttr(attrs[name])
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
		return formatFunc(v.Func)
	case *attrpb.AttrValue_Placeholder:
		return "placeholder " + quote(v.Placeholder)
	case *attrpb.AttrValue_List:
		return "[" + strings.Join(formatList(v.List), ", ") + "]"
	}
	return "none"
}

func formatFunc(f *attrpb.NameAttrList) string {
	return "func " + quote(f.GetName()) + "{" + formatAttrs(f.GetAttr()) + "}"
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
		items = append(items, formatFunc(v))
	}
	return items
}

// formatFloat writes a number so that it is read back as a float: 1.0, 1e-05, +Inf.
func formatFloat(v float64, bits int) string {
	s := strconv.FormatFloat(v, 'g', -1, bits)
	if math.IsInf(v, 0) || math.IsNaN(v) || strings.ContainsAny(s, ".e") {
		return s
	}
	return s + ".0"
}

// typeName writes DT_FLOAT as float, DT_FLOAT_REF as float_ref, and a type that
// has no name as type#999.
func typeName(t typespb.DataType) string {
	if _, ok := typespb.DataType_name[int32(t)]; !ok {
		return fmt.Sprintf("type#%d", t)
	}
	return strings.ToLower(strings.TrimPrefix(t.String(), "DT_"))
}

// formatName quotes a name that could not be read back without quotes.
func formatName(name string) string {
	if plain(name) {
		return name
	}
	return quote(name)
}

func quote(s string) string { return strconv.Quote(s) }
