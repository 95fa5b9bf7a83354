package graphrewrite

import (
	"encoding/binary"
	"math"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
)

// halves reads the elements of a float16 or bfloat16 tensor. The text form shows no
// numbers of these types.
func halves(t *tensorpb.TensorProto, limit int64) ([]float64, error) {
	decode := ofHalf
	if t.GetDtype() == BFloat16 {
		decode = ofBFloat16
	}
	count, err := countElements(t, limit)
	if err != nil {
		return nil, err
	}
	if len(t.GetTensorContent()) > 0 {
		return decodeContent(t, count, 2, func(b []byte) float64 { return decode(binary.LittleEndian.Uint16(b)) })
	}
	return spread(widen(t.GetHalfVal(), func(v int32) float64 { return decode(uint16(v)) }), count)
}

// ofHalf decodes a float16: a sign, 5 bits of exponent, 10 of mantissa.
func ofHalf(bits uint16) float64 {
	exponent, mantissa := int(bits>>10&31), float64(bits&1023)
	v := math.Ldexp(1024+mantissa, exponent-25)
	switch {
	case exponent == 0:
		v = math.Ldexp(mantissa, -24)
	case exponent == 31 && mantissa == 0:
		v = math.Inf(1)
	case exponent == 31:
		v = math.NaN()
	}
	if bits>>15 == 1 {
		return -v
	}
	return v
}

// ofBFloat16 decodes a bfloat16, the upper half of a float32.
func ofBFloat16(bits uint16) float64 { return float64(math.Float32frombits(uint32(bits) << 16)) }
