package graphrewrite

import (
	"math"
	"testing"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"

	"tfreeze/internal/tolerances"
)

// TestHalves: elements in the two forms of a proto, a list and bytes.
func TestHalves(t *testing.T) {
	for _, c := range []struct {
		bits uint16
		t    DataType
		want float64
	}{
		{0x3155, Half, 0.166626}, {0xc000, Half, -2}, {0x0001, Half, math.Ldexp(1, -24)}, {0x7c00, Half, math.Inf(1)}, {0xfc00, Half, math.Inf(-1)},
		{0x3e2b, BFloat16, 0.1669922}, {0xc000, BFloat16, -2},
	} {
		listed := &tensorpb.TensorProto{Dtype: c.t, TensorShape: Shape{}.Proto(), HalfVal: []int32{int32(c.bits)}}
		stored := &tensorpb.TensorProto{Dtype: c.t, TensorShape: Shape{}.Proto(), TensorContent: []byte{byte(c.bits), byte(c.bits >> 8)}}
		for _, tensor := range []*tensorpb.TensorProto{listed, stored} {
			v, err := halves(tensor, 1)
			if err != nil || len(v) != 1 || v[0] != c.want && !(math.Abs(v[0]-c.want) < tolerances.Of("halves").Value) {
				t.Errorf("%x of type %s: got %v, %v, want %g", c.bits, typeName(c.t), v, err, c.want)
			}
		}
	}
}

// TestRoundedConstants: a hard swish whose factor 1/6 was rounded to float16, or is a
// float16 that is cast.
func TestRoundedConstants(t *testing.T) {
	for _, sixth := range []*tensorpb.TensorProto{
		Tensor(nil, float32(0.16662598)),
		{Dtype: Half, TensorShape: Shape{}.Proto(), HalfVal: []int32{0x3155}},
	} {
		g := New()
		s := Scope{Graph: g}
		typ := Type{Float, Shape{-1, 4}}
		x := s.Op("Placeholder", "x", typ, nil)
		shifted := s.Op("AddV2", "", typ, nil, x, s.Const("three", Tensor(nil, float32(3))))
		gate := s.Op("Relu6", "", typ, nil, shifted)
		c := s.Op("Cast", "", Type{Float, Shape{}}, Attrs{"DstT": Float}, s.Const("sixth", sixth))
		z := s.Op("Mul", "z", typ, nil, s.Op("Mul", "", typ, nil, x, gate), c)
		found, gates, err := g.Activations(x, s.Op("Neg", "y", typ, nil, z))
		if err != nil || len(found) != 1 || len(gates) != 0 || found[0].Kind != "HardSwish" || found[0].Output != z {
			t.Errorf("with %v: found %v, gates %v, %v", sixth, found, gates, err)
		}
	}
}
