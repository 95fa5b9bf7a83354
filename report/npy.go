package report

import (
	"bytes"
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
)

// WriteNPY writes a float32 array in C order.
func WriteNPY(w io.Writer, shape []int, data []float32) error {
	dims := make([]string, len(shape))
	for i, d := range shape {
		dims[i] = strconv.Itoa(d) + ","
	}
	header := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", strings.Join(dims, " "))
	// The data starts at a multiple of 64 bytes.
	pad := 63 - (len(npyMagic)+4+len(header))%64
	header += strings.Repeat(" ", pad) + "\n"
	var b bytes.Buffer
	b.WriteString(npyMagic + "\x01\x00")
	binary.Write(&b, binary.LittleEndian, uint16(len(header)))
	b.WriteString(header)
	if _, err := w.Write(b.Bytes()); err != nil {
		return err
	}
	return binary.Write(w, binary.LittleEndian, data)
}

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
	size := int64(binary.LittleEndian.Uint16(start[len(npyMagic)+2:]))
	if start[len(npyMagic)] > 1 {
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
	elements = 1
	shape = []int{}
	for _, d := range strings.Split(list, ",") {
		if d = strings.TrimSpace(d); d == "" {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSuffix(d, "L"))
		if err != nil || n < 0 {
			return nil, 0, errors.New("the shape of the .npy array is damaged")
		}
		if n > 0 && elements > maxElements/n {
			return nil, 0, fmt.Errorf("the .npy array of shape (%s) is too large", list)
		}
		shape, elements = append(shape, n), elements*n
	}
	return shape, elements, nil
}

type npyElement struct {
	size int
	read func([]byte) float32
}

var npyElements = map[string]npyElement{
	"<f4": {4, func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }},
	"<f8": {8, func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) }},
	"<i4": {4, func(b []byte) float32 { return float32(int32(binary.LittleEndian.Uint32(b))) }},
	"<i8": {8, func(b []byte) float32 { return float32(int64(binary.LittleEndian.Uint64(b))) }},
	"|u1": {1, func(b []byte) float32 { return float32(b[0]) }},
	"|i1": {1, func(b []byte) float32 { return float32(int8(b[0])) }},
}
