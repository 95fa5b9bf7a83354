package graphrewrite

import (
	"fmt"
	"math"
	"strings"
	"testing"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

func TestConstValue(t *testing.T) {
	of := func(d DataType, shape Shape, p *tensorpb.TensorProto) *tensorpb.TensorProto {
		p.Dtype, p.TensorShape = d, shape.Proto()
		return p
	}
	ints := func(v ...int32) *tensorpb.TensorProto { return &tensorpb.TensorProto{IntVal: v} }
	content := func(v ...byte) *tensorpb.TensorProto { return &tensorpb.TensorProto{TensorContent: v} }
	for _, test := range []struct {
		tensor *tensorpb.TensorProto
		want   string
	}{
		{Tensor(Shape{2}, float32(1), 2), "[1 2] <nil>"},
		{Tensor(Shape{2}, 0.5), "[0.5 0.5] <nil>"},
		{Tensor(nil, true), "[1] <nil>"},
		{Tensor(Shape{2}, int64(3), -4), "[3 -4] <nil>"},
		{Tensor[int32](Shape{2}), "[0 0] <nil>"},
		{Tensor(Shape{4}, int32(1), 2), "[1 2 2 2] <nil>"},
		{Tensor[int32](Shape{0, 1 << 40}), "[] <nil>"},
		{Tensor(Shape{1}, int32(1), 2), `node "c" (Const): 2 values in a tensor of 1 elements`},
		{of(typespb.DataType_DT_INT8, Shape{2}, ints(-1, 300)), "[-1 44] <nil>"},
		{of(typespb.DataType_DT_INT16, Shape{1}, ints(-300)), "[-300] <nil>"},
		{of(typespb.DataType_DT_UINT8, Shape{2}, ints(255, -1)), "[255 255] <nil>"},
		{of(typespb.DataType_DT_INT8, Shape{1}, content(0xff)), "[-1] <nil>"},
		{of(typespb.DataType_DT_INT16, Shape{1}, content(0xfe, 0xff)), "[-2] <nil>"},
		{of(typespb.DataType_DT_UINT8, Shape{1}, content(0xff)), "[255] <nil>"},
		{of(Int32, Shape{1}, content(0xff, 0xff, 0xff, 0xff)), "[-1] <nil>"},
		{of(Int64, Shape{1}, content(2, 0, 0, 0, 0, 0, 0, 0)), "[2] <nil>"},
		{of(Float, Shape{1}, content(0, 0, 0x80, 0x3f)), "[1] <nil>"},
		{of(Double, Shape{1}, content(0, 0, 0, 0, 0, 0, 0xf0, 0x3f)), "[1] <nil>"},
		{of(Float, Shape{2}, content(0, 0, 0x80, 0x3f)), `node "c" (Const): 4 bytes for 2 elements of type float`},
		{of(Half, Shape{1}, content(0, 0x3c)), "[1] <nil>"},
		{of(BFloat16, Shape{1}, content(0x80, 0x3f)), "[1] <nil>"},
		{of(typespb.DataType_DT_QINT8, Shape{1}, ints()), `node "c" (Const): a tensor of type qint8 is not read here`},
		{StringTensor(Shape{1}, "x"), `node "c" (Const): a tensor of type string is not read here`},
		{Tensor(Shape{5}, float32(1)), `node "c" (Const): a tensor of shape [5] is too large to read here`},
		{Tensor(Shape{2, 3}, float32(1)), `node "c" (Const): a tensor of shape [2,3] is too large to read here`},
		{Tensor(Shape{-1}, float32(1)), `node "c" (Const): a tensor of shape [?] is too large to read here`},
		{Tensor(Shape{1e12}, float32(1)), `node "c" (Const): a tensor of shape [1000000000000] is too large to read here`},
		{Tensor(Shape{1 << 32, 1 << 32}, float32(1)), `node "c" (Const): a tensor of shape [4294967296,4294967296] is too large to read here`},
	} {
		c := Scope{Graph: New()}.Const("c", test.tensor).Node
		values, err := c.ConstValue(4)
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(values, " ", err)
		}
		if got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c, got, test.want)
		}
	}
}

// TestConstInts: a float64 does not hold all of these integers, and slices may end at the
// last.
func TestConstInts(t *testing.T) {
	const many = 1<<53 + 1
	listed := Tensor(Shape{3}, int64(many), math.MinInt64, math.MaxInt64)
	content := &tensorpb.TensorProto{Dtype: Int64, TensorShape: Shape{1}.Proto(), TensorContent: []byte{1, 0, 0, 0, 0, 0, 32, 0}}
	broken := &tensorpb.TensorProto{Dtype: Int64, TensorShape: Shape{2}.Proto(), TensorContent: []byte{1}}
	for _, test := range []struct {
		tensor *tensorpb.TensorProto
		want   string
	}{
		{listed, "[9007199254740993 -9223372036854775808 9223372036854775807] <nil>"},
		{content, "[9007199254740993] <nil>"},
		{Tensor(Shape{2}, int32(-1)), "[-1 -1] <nil>"},
		{broken, `[] node "c" (Const): 1 bytes for 2 elements of type int64`},
		{Tensor(Shape{1 << 40}, int64(1)), `[] node "c" (Const): a tensor of shape [1099511627776] is too large to read here`},
		{Tensor(Shape{1 << 40}, int32(1)), `[] node "c" (Const): a tensor of shape [1099511627776] is too large to read here`},
	} {
		values, err := Scope{Graph: New()}.Const("c", test.tensor).Node.ConstInts()
		if got := fmt.Sprint(values, " ", err); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
	const want = `node "a" (Op): a constant is needed here`
	if _, err := (&Node{Name: "a", Op: "Op"}).ConstInts(); fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	const none = `node "c" (Const): a tensor of type invalid is not read here`
	if _, err := (&Node{Name: "c", Op: "Const"}).ConstValue(1); fmt.Sprint(err) != none {
		t.Errorf("got  %v\nwant %s", err, none)
	}
}

func TestShape(t *testing.T) {
	for written, want := range map[string]string{
		"[...]": "static false elements 1", "[]": "static true elements 1",
		"[?,3]": "static false elements -3", "[2,3]": "static true elements 6",
	} {
		s := (&text{rest: written}).shape()
		got := fmt.Sprint("static ", s.Static(), " elements ", s.Elements())
		if got != want || s.String() != written || ShapeOf(s.Proto()).String() != written {
			t.Errorf("%s: got %s, want %s", written, got, want)
		}
	}
}

func TestAttributes(t *testing.T) {
	n := Scope{Graph: New()}.Node("Op", "", nil, Attrs{"i": 3, "f": float32(0.5), "s": "x", "b": true, "l": []int{1, 2}, "t": Half})
	if n.Name != "Op" || !n.Bool("b") || n.Bool("i") || n.DType("t") != Half || fmt.Sprint(n.Ints("l"), n.Ints("i")) != "[1 2] []" {
		t.Errorf("%s", n)
	}
	for _, test := range []struct{ got, want any }{
		{n.Int("i", 9), int64(3)}, {n.Int("f", 9), int64(9)}, {n.Float("f", 9), float32(0.5)}, {n.Float("i", 9), float32(9)},
		{n.Str("s", "d"), "x"}, {n.Str("none", "d"), "d"},
	} {
		if test.got != test.want {
			t.Errorf("got %v, want %v", test.got, test.want)
		}
	}
	defer func() {
		if p := recover(); p == nil || !strings.Contains(fmt.Sprint(p), "uint8") {
			t.Errorf("a type that no attribute has: %v", p)
		}
	}()
	n.set(Attrs{"u": uint8(1)})
}
