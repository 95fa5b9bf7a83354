package report

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// The .npy format is in NumPy's documentation, numpy.lib.format: a magic
// string, a version, the length of a header, the header, which is a Python
// dictionary, and the data.
const (
	npyMagic  = "\x93NUMPY"
	maxHeader = 1 << 16
	// maxElements bounds an array to 4 GiB of float32.
	maxElements = 1 << 30
	// maxDims is NumPy's own bound.
	maxDims = 64
)

// ReadNPY reads an array of little-endian numbers in C order as float32. Its
// errors say what is wrong; it allocates no more than it finds data for.
func ReadNPY(r io.Reader) (shape []int, data []float32, err error) {
	header, err := readNPYHeader(r)
	if err != nil {
		return nil, nil, err
	}
	descr := npyDescr.FindStringSubmatch(header)
	dims := npyShape.FindStringSubmatch(header)
	if descr == nil || dims == nil {
		return nil, nil, errors.New("the header of the .npy array is damaged")
	}
	if !strings.Contains(header, "'fortran_order': False") {
		return nil, nil, errors.New("the .npy array is in Fortran order: save numpy.ascontiguousarray of it")
	}
	element, ok := npyElements[descr[1]]
	if !ok {
		return nil, nil, fmt.Errorf("the .npy array has elements of type %q: save it as float32", descr[1])
	}
	shape, n, err := parseShape(dims[1])
	if err != nil {
		return nil, nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(r, int64(n*element.size)+1))
	if err != nil {
		return nil, nil, err
	}
	if len(raw) != n*element.size {
		return nil, nil, fmt.Errorf("the .npy array of shape %v needs %d bytes, the file has %d or more", shape, n*element.size, len(raw))
	}
	data = make([]float32, n)
	for i := range data {
		data[i] = element.read(raw[i*element.size:])
	}
	return shape, data, nil
}

var (
	npyDescr = regexp.MustCompile(`'descr': '([^']+)'`)
	npyShape = regexp.MustCompile(`'shape': \(([^)]*)\)`)
)

func readNPYHeader(r io.Reader) (string, error) {
	start := make([]byte, len(npyMagic)+4)
	if _, err := io.ReadFull(r, start); err != nil || string(start[:len(npyMagic)]) != npyMagic {
		return "", errors.New("it is not a .npy array")
	}
	version := start[len(npyMagic)]
	if version < 1 || version > 3 {
		return "", fmt.Errorf("the .npy array is of version %d: 1, 2 and 3 are known", version)
	}
	size := int64(binary.LittleEndian.Uint16(start[len(npyMagic)+2:]))
	if version > 1 {
		// From version 2 on, the length has four bytes.
		rest := make([]byte, 2)
		if _, err := io.ReadFull(r, rest); err != nil {
			return "", errors.New("the .npy array is truncated")
		}
		size |= int64(binary.LittleEndian.Uint16(rest)) << 16
	}
	if size > maxHeader {
		return "", errors.New("the header of the .npy array is damaged")
	}
	header := make([]byte, size)
	if _, err := io.ReadFull(r, header); err != nil {
		return "", errors.New("the .npy array is truncated")
	}
	return string(header), nil
}

func parseShape(list string) (shape []int, elements int, err error) {
	shape = []int{}
	for _, d := range strings.Split(list, ",") {
		if d = strings.TrimSpace(d); d == "" {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSuffix(d, "L"))
		if err != nil {
			return nil, 0, errors.New("the shape of the .npy array is damaged")
		}
		shape = append(shape, n)
	}
	elements, err = countElements(shape)
	return shape, elements, err
}

// countElements bounds what a file may ask for before there is memory for it.
func countElements(shape []int) (int, error) {
	if len(shape) > maxDims {
		return 0, fmt.Errorf("the .npy array has %d dimensions, more than %d", len(shape), maxDims)
	}
	elements := 1
	for _, n := range shape {
		if n < 0 {
			return 0, fmt.Errorf("the shape %v of the .npy array is damaged", shape)
		}
		if n > 0 && elements > maxElements/n {
			return 0, fmt.Errorf("the .npy array of shape %v is too large", shape)
		}
		elements *= n
	}
	return elements, nil
}

type npyElement struct {
	size int
	read func([]byte) float32
}

var npyElements = map[string]npyElement{
	"<f4": {4, func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }},
	"<f8": {8, func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) }},
	"<i2": {2, func(b []byte) float32 { return float32(int16(binary.LittleEndian.Uint16(b))) }},
	"<i4": {4, func(b []byte) float32 { return float32(int32(binary.LittleEndian.Uint32(b))) }},
	"<i8": {8, func(b []byte) float32 { return float32(int64(binary.LittleEndian.Uint64(b))) }},
	"<u2": {2, func(b []byte) float32 { return float32(binary.LittleEndian.Uint16(b)) }},
	"<u4": {4, func(b []byte) float32 { return float32(binary.LittleEndian.Uint32(b)) }},
	"<u8": {8, func(b []byte) float32 { return float32(binary.LittleEndian.Uint64(b)) }},
	"|u1": {1, func(b []byte) float32 { return float32(b[0]) }},
	"|i1": {1, func(b []byte) float32 { return float32(int8(b[0])) }},
}
