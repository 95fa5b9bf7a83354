package graphrewrite

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// text is what is left of a line to parse. Its methods leave by a panic with a
// syntaxError, which parseNode turns into an error.
type text struct{ rest string }

type syntaxError struct{ error }

func catch(err *error) {
	if r := recover(); r != nil {
		e, ok := r.(syntaxError)
		if !ok {
			panic(r)
		}
		*err = e.error
	}
}

func (t *text) fail(wanted string) {
	found := t.rest
	if len(found) > 20 {
		found = found[:20] + "..."
	}
	panic(syntaxError{fmt.Errorf("%s is expected at %q", wanted, found)})
}

func (t *text) accept(token string) bool {
	rest, ok := strings.CutPrefix(t.rest, token)
	if ok {
		t.rest = strings.TrimLeft(rest, " ")
	}
	return ok
}

func (t *text) expect(token string) {
	if !t.accept(token) {
		t.fail(strconv.Quote(token))
	}
}

// word reads up to a character that no name has.
func (t *text) word() string {
	i := strings.IndexAny(t.rest, " ,()[]{}=\"@")
	if i < 0 {
		i = len(t.rest)
	}
	w := t.rest[:i]
	if w == "" {
		t.fail("a name")
	}
	t.rest = strings.TrimLeft(t.rest[i:], " ")
	return w
}

func (t *text) quoted() string {
	prefix, err := strconv.QuotedPrefix(t.rest)
	if err != nil {
		t.fail("a quoted string")
	}
	s, err := strconv.Unquote(prefix)
	if err != nil {
		t.fail("a quoted string")
	}
	t.rest = strings.TrimLeft(t.rest[len(prefix):], " ")
	return s
}

// attrs reads name=value pairs up to the closing brace.
func (t *text) attrs() map[string]*attrpb.AttrValue {
	attrs := map[string]*attrpb.AttrValue{}
	for !t.accept("}") {
		name := t.word()
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
	}
	return t.scalar()
}

// scalar reads a number, a boolean, none, a type, or a tensor, which begins with
// its type.
func (t *text) scalar() *attrpb.AttrValue {
	before := t.rest
	w := t.word()
	switch w {
	case "true", "false":
		return attrValue(w == "true")
	case "none":
		return &attrpb.AttrValue{}
	}
	if i, err := strconv.ParseInt(w, 10, 64); err == nil {
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

func (t *text) dtype() typespb.DataType {
	before := t.rest
	d, ok := typespb.DataType_value["DT_"+strings.ToUpper(t.word())]
	if !ok {
		t.rest = before
		t.fail("a type or a value")
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
	for !t.accept("]") {
		w := t.word()
		d, err := strconv.ParseInt(w, 10, 64)
		if w == "?" {
			d, err = -1, nil
		}
		if err != nil {
			t.fail("a dimension")
		}
		if s = append(s, d); !t.accept(",") {
			t.expect("]")
			break
		}
	}
	return s
}

func (t *text) function() *attrpb.NameAttrList {
	f := &attrpb.NameAttrList{Name: t.quoted()}
	t.expect("{")
	f.Attr = t.attrs()
	return f
}

func (t *text) list() *attrpb.AttrValue {
	l := &attrpb.AttrValue_ListValue{}
	for !t.accept("]") {
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
			t.fail("an element of a list")
		}
		if !t.accept(",") {
			t.expect("]")
			break
		}
	}
	return &attrpb.AttrValue{Value: &attrpb.AttrValue_List{List: l}}
}

// tensor reads the elements of a tensor whose type was read.
func (t *text) tensor(dtype typespb.DataType) *tensorpb.TensorProto {
	shape := t.shape()
	t.expect("{")
	if strings.HasPrefix(t.rest, "sha256") {
		t.fail("the elements of a tensor, not its hash,")
	}
	p := &tensorpb.TensorProto{Dtype: dtype, TensorShape: shape.Proto()}
	for !t.accept("}") {
		p.TensorContent = append(p.TensorContent, t.element(dtype)...)
		if !t.accept(",") {
			t.expect("}")
			break
		}
	}
	if _, err := tensorValues(p, elideAbove); err != nil {
		panic(syntaxError{err})
	}
	return p
}

// element is one number as the content of a tensor holds it.
func (t *text) element(dtype typespb.DataType) []byte {
	le := binary.LittleEndian
	w := t.word()
	integer, errInt := strconv.ParseInt(w, 10, 64)
	float, errFloat := strconv.ParseFloat(w, 64)
	switch {
	case dtype == Float && errFloat == nil:
		return le.AppendUint32(nil, math.Float32bits(float32(float)))
	case dtype == Double && errFloat == nil:
		return le.AppendUint64(nil, math.Float64bits(float))
	case dtype == Int32 && errInt == nil:
		return le.AppendUint32(nil, uint32(integer))
	case dtype == Int64 && errInt == nil:
		return le.AppendUint64(nil, uint64(integer))
	case dtype == Bool && w == "true":
		return []byte{1}
	case dtype == Bool && w == "false":
		return []byte{0}
	case dtype == typespb.DataType_DT_UINT8 && errInt == nil:
		return []byte{byte(integer)}
	}
	t.fail("an element of type " + typeName(dtype) + " before this")
	return nil
}
