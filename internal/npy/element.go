package npy

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
)

// A number says how an array's elements are stored. read also reports whether a float32
// represents the number exactly.
type number struct {
	name string
	size int
	read func([]byte, binary.ByteOrder) (float32, bool)
}

// numbers lists the types that can be read, by NumPy's codes without the byte order.
var numbers = map[string]number{
	"f2": {"float16", 2, func(b []byte, o binary.ByteOrder) (float32, bool) { return half(o.Uint16(b)), true }},
	"f4": {"float32", 4, func(b []byte, o binary.ByteOrder) (float32, bool) { return math.Float32frombits(o.Uint32(b)), true }},
	"f8": {"float64", 8, func(b []byte, o binary.ByteOrder) (float32, bool) {
		v := math.Float64frombits(o.Uint64(b))
		return float32(v), float64(float32(v)) == v || math.IsNaN(v)
	}},
	"i1": {"int8", 1, func(b []byte, _ binary.ByteOrder) (float32, bool) { return whole(int64(int8(b[0]))) }},
	"i2": {"int16", 2, func(b []byte, o binary.ByteOrder) (float32, bool) { return whole(int64(int16(o.Uint16(b)))) }},
	"i4": {"int32", 4, func(b []byte, o binary.ByteOrder) (float32, bool) { return whole(int64(int32(o.Uint32(b)))) }},
	"i8": {"int64", 8, func(b []byte, o binary.ByteOrder) (float32, bool) { return whole(int64(o.Uint64(b))) }},
	"u1": {"uint8", 1, func(b []byte, _ binary.ByteOrder) (float32, bool) { return whole(uint64(b[0])) }},
	"u2": {"uint16", 2, func(b []byte, o binary.ByteOrder) (float32, bool) { return whole(uint64(o.Uint16(b))) }},
	"u4": {"uint32", 4, func(b []byte, o binary.ByteOrder) (float32, bool) { return whole(uint64(o.Uint32(b))) }},
	"u8": {"uint64", 8, func(b []byte, o binary.ByteOrder) (float32, bool) { return whole(o.Uint64(b)) }},
	"b1": {"bool", 1, func(b []byte, _ binary.ByteOrder) (float32, bool) {
		if b[0] != 0 {
			return 1, true
		}
		return 0, true
	}},
}

// all reads the elements one after the other. rounded reports whether some element is
// not exact.
func (n number) all(raw []byte, order binary.ByteOrder) (data []float32, rounded bool, err error) {
	data = make([]float32, len(raw)/n.size)
	for i := range data {
		v, exact := n.read(raw[i*n.size:], order)
		if !exact && math.IsInf(float64(v), 0) {
			return nil, false, fmt.Errorf("the .npy array holds a number that is too large for float32: element %d in the file", i)
		}
		data[i], rounded = v, rounded || !exact
	}
	return data, rounded, nil
}

// whole converts an integer to float32. An integer beyond 2^24 is exact if its low bits
// are zero. Converting the float32 back may overflow.
func whole[T int64 | uint64](v T) (float32, bool) {
	f := float32(v)
	return f, float64(f) < math.MaxInt64 && T(f) == v
}

// half converts a float16 to float32. It has a sign, 5 bits of exponent and 10 bits of
// fraction.
func half(bits uint16) float32 {
	exponent, fraction := bits>>10&31, float64(bits&1023)
	var v float64
	switch exponent {
	case 0:
		v = math.Ldexp(fraction, -24)
	case 31:
		v = math.Inf(1)
		if fraction != 0 {
			v = math.NaN()
		}
	default:
		v = math.Ldexp(1024+fraction, int(exponent)-25)
	}
	if bits&0x8000 != 0 {
		v = -v
	}
	return float32(v)
}

// halfOf converts to float16: to the nearest number, or to the even one of two.
func halfOf(v float64) uint16 {
	var sign uint16
	if math.Signbit(v) {
		sign, v = 0x8000, -v
	}
	switch {
	case math.IsNaN(v):
		return sign | 0x7e00
	case v >= 65520: // half way from the largest number to the next power of two
		return sign | 0x7c00
	case v < 0x1p-14: // subnormal, or rounded up to the first number that is not
		return sign | uint16(math.RoundToEven(v*0x1p24))
	}
	fraction, exponent := math.Frexp(v)
	return sign | uint16(exponent+14)<<10 + uint16(math.RoundToEven(fraction*2048)) - 1024
}

// numberOf finds the type and the byte order that a header's descr declares.
func numberOf(descr string) (number, binary.ByteOrder, error) {
	order, code := binary.ByteOrder(binary.LittleEndian), descr
	if descr != "" && strings.ContainsRune("<>|=", rune(descr[0])) {
		code = descr[1:]
		if descr[0] == '>' {
			order = binary.BigEndian
		}
	}
	if n, ok := numbers[code]; ok {
		return n, order, nil
	}
	for _, kind := range otherTypes {
		if strings.HasPrefix(code, kind.code) {
			return number{}, nil, fmt.Errorf("the .npy array holds %s (%q): save it as float32", kind.name, descr)
		}
	}
	return number{}, nil, fmt.Errorf("the .npy array has elements of type %q: save it as float32", descr)
}

// otherTypes lists NumPy's types that are not real numbers, or too long.
var otherTypes = []struct{ code, name string }{
	{"c", "complex numbers"}, {"O", "Python objects"}, {"U", "texts"}, {"S", "texts"}, {"a", "texts"}, {"V", "raw bytes"},
	{"M8", "dates"}, {"m8", "times"}, {"f", "floats of another length"}, {"g", "long floats"},
}
