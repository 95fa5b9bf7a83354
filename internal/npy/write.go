package npy

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Write writes a float32 array in C order.
func Write(w io.Writer, shape []int, data []float32) error {
	if err := writeHeader(w, "<f4", shape, len(data)); err != nil {
		return err
	}
	return binary.Write(w, binary.LittleEndian, data)
}

// WriteHalf writes an array in C order as float16, each element divided by scale.
func WriteHalf(w io.Writer, shape []int, data []float32, scale float64) error {
	if err := writeHeader(w, "<f2", shape, len(data)); err != nil {
		return err
	}
	halves := make([]uint16, len(data))
	for i, v := range data {
		halves[i] = halfOf(float64(v) / scale)
	}
	return binary.Write(w, binary.LittleEndian, halves)
}

// HalfScale is the power of two by which to divide elements so that float16 holds the
// largest of them, and keeps 11 bits of those down to 2^-28 of it.
func HalfScale(data []float32) float64 {
	most := 0.0
	for _, v := range data {
		most = max(most, math.Abs(float64(v)))
	}
	if most == 0 || math.IsInf(most, 0) || math.IsNaN(most) {
		return 1
	}
	_, exponent := math.Frexp(most)
	return math.Ldexp(1, exponent-15)
}

// writeHeader writes all that is in front of the elements.
func writeHeader(w io.Writer, descr string, shape []int, elements int) error {
	n, err := countElements(shape)
	if err != nil {
		return err
	}
	if n != elements {
		return fmt.Errorf("an array of shape %v has %d elements", shape, elements)
	}
	dims := make([]string, len(shape))
	for i, d := range shape {
		dims[i] = strconv.Itoa(d) + ","
	}
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", descr, strings.Join(dims, " "))
	// The data starts at a multiple of 64 bytes.
	pad := 63 - (len(magic)+4+len(header))%64
	header += strings.Repeat(" ", pad) + "\n"
	var b bytes.Buffer
	b.WriteString(magic + "\x01\x00")
	binary.Write(&b, binary.LittleEndian, uint16(len(header)))
	b.WriteString(header)
	_, err = w.Write(b.Bytes())
	return err
}
