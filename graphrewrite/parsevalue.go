package graphrewrite

import (
	"strconv"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// maxNesting bounds the depth of functions within the attributes of functions: no error
// can be made of a stack that overflows.
const maxNesting = 100

// attrs reads name=value pairs up to the closing brace. If a name is repeated, the last
// value counts.
func (t *text) attrs() map[string]*attrpb.AttrValue {
	attrs := map[string]*attrpb.AttrValue{}
	for !t.accept("}") {
		name := t.name()
		t.expect("=")
		attrs[name] = t.value()
	}
	return attrs
}

func (t *text) value() *attrpb.AttrValue {
	switch {
	case t.accept("["):
		return t.list()
	case strings.HasPrefix(t.rest, `"`):
		return attrValue(t.quoted())
	case strings.HasPrefix(t.rest, "shape["):
		t.expect("shape")
		return attrValue(t.shape())
	case t.accept("func "):
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_Func{Func: t.function()}}
	case t.accept("placeholder "):
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_Placeholder{Placeholder: t.quoted()}}
	}
	return t.scalar()
}

// scalar reads a number, a boolean, "none", a type, or a tensor, which begins with its
// type.
func (t *text) scalar() *attrpb.AttrValue {
	before := t.rest
	w := t.word()
	switch w {
	case "true", "false":
		return attrValue(w == "true")
	case "none":
		return &attrpb.AttrValue{}
	}
	if isInteger(w) {
		i, err := strconv.ParseInt(w, 10, 64)
		if err != nil {
			t.failAt(before, "an integer of 64 bits")
		}
		return &attrpb.AttrValue{Value: &attrpb.AttrValue_I{I: i}}
	}
	if f, err := strconv.ParseFloat(w, 32); err == nil {
		return attrValue(float32(f))
	}
	t.rest = before
	dtype := t.dtype()
	if strings.HasPrefix(t.rest, "[") {
		return attrValue(t.tensor(dtype))
	}
	return attrValue(dtype)
}

func isInteger(w string) bool {
	digits := strings.TrimLeft(w, "+-")
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}

func (t *text) dtype() typespb.DataType {
	before := t.rest
	w := t.word()
	if number, ok := strings.CutPrefix(w, "type#"); ok {
		if d, err := strconv.ParseInt(number, 10, 32); err == nil {
			return typespb.DataType(d)
		}
	}
	d, ok := typespb.DataType_value["DT_"+strings.ToUpper(w)]
	if !ok {
		t.failAt(before, "a type or a value")
	}
	return typespb.DataType(d)
}

func (t *text) shape() Shape {
	t.expect("[")
	if t.accept("...") {
		t.expect("]")
		return nil
	}
	s := Shape{}
	t.items("]", func() { s = append(s, t.dimension()) })
	return s
}

func (t *text) dimension() int64 {
	before := t.rest
	w := t.word()
	if w == "?" {
		return -1
	}
	d, err := strconv.ParseInt(w, 10, 64)
	if err != nil || d < 0 {
		t.failAt(before, "a dimension")
	}
	return d
}

func (t *text) function() *attrpb.NameAttrList {
	if t.depth++; t.depth > maxNesting {
		t.refuse("functions nest more than %d deep", maxNesting)
	}
	f := &attrpb.NameAttrList{Name: t.quoted()}
	t.expect("{")
	f.Attr = t.attrs()
	t.depth--
	return f
}

func (t *text) list() *attrpb.AttrValue {
	l := &attrpb.AttrValue_ListValue{}
	t.items("]", func() { t.listed(l) })
	return &attrpb.AttrValue{Value: &attrpb.AttrValue_List{List: l}}
}

func (t *text) listed(l *attrpb.AttrValue_ListValue) {
	before := t.rest
	if strings.HasPrefix(before, "[") {
		t.fail("an element of a list")
	}
	switch v := t.value().GetValue().(type) {
	case *attrpb.AttrValue_B:
		l.B = append(l.B, v.B)
	case *attrpb.AttrValue_I:
		l.I = append(l.I, v.I)
	case *attrpb.AttrValue_F:
		l.F = append(l.F, v.F)
	case *attrpb.AttrValue_S:
		l.S = append(l.S, v.S)
	case *attrpb.AttrValue_Type:
		l.Type = append(l.Type, v.Type)
	case *attrpb.AttrValue_Shape:
		l.Shape = append(l.Shape, v.Shape)
	case *attrpb.AttrValue_Tensor:
		l.Tensor = append(l.Tensor, v.Tensor)
	case *attrpb.AttrValue_Func:
		l.Func = append(l.Func, v.Func)
	default:
		t.failAt(before, "an element of a list")
	}
}
