package tensorflow

import (
	"encoding/binary"
	"fmt"
	"math"
	"runtime"

	tf "github.com/galeone/tensorflow/tensorflow/go"
)

// Floats returns the elements of a tensor of real numbers in float32, in C order. Those
// of a float32 tensor are in TensorFlow's own memory, as View has them; others are
// rounded as TensorFlow's Cast rounds them.
func Floats(t *Tensor) ([]float32, error) {
	switch t.t.DataType() {
	case tf.Double:
		v, err := View[float64](t)
		if err != nil {
			return nil, err
		}
		return converted(t, len(v), func(i int) float32 { return float32(v[i]) }), nil
	case tf.Half, tf.Bfloat16:
		var view viewer
		if _, err := t.t.WriteContentsTo(&view); err != nil {
			return nil, err
		}
		decode := ofHalf
		if t.t.DataType() == tf.Bfloat16 {
			decode = ofBFloat16
		}
		n := int(elements(t.Shape()))
		if len(view.raw) != 2*n {
			return nil, fmt.Errorf("tensor of shape %v has %d bytes", t.Shape(), len(view.raw))
		}
		return converted(t, n, func(i int) float32 { return decode(binary.NativeEndian.Uint16(view.raw[2*i:])) }), nil
	}
	return View[float32](t)
}

func converted(t *Tensor, n int, at func(int) float32) []float32 {
	all := make([]float32, n)
	for i := range all {
		all[i] = at(i)
	}
	runtime.KeepAlive(t)
	return all
}

// ofBFloat16 decodes a bfloat16, the upper half of a float32.
func ofBFloat16(bits uint16) float32 { return math.Float32frombits(uint32(bits) << 16) }

// ofHalf decodes a float16: a sign, 5 bits of exponent, 10 of mantissa.
func ofHalf(bits uint16) float32 {
	sign, exponent, mantissa := uint32(bits>>15)<<31, int(bits>>10&31), uint32(bits&1023)
	switch {
	case exponent == 31:
		return math.Float32frombits(sign | 255<<23 | mantissa<<13)
	case exponent == 0:
		return math.Float32frombits(sign | math.Float32bits(float32(math.Ldexp(float64(mantissa), -24))))
	}
	return math.Float32frombits(sign | uint32(exponent+127-15)<<23 | mantissa<<13)
}
