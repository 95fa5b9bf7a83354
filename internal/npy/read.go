// Package npy reads and writes NumPy's arrays as float32. The .npy format is described
// in NumPy's documentation, numpy.lib.format: a file is a magic string, a version, the
// length of a header, the header, which is a Python dictionary, and the data.
package npy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

const (
	magic     = "\x93NUMPY"
	maxHeader = 1 << 16
	// maxElements bounds an array to 4 GiB of float32.
	maxElements = 1 << 30
	// maxDims is NumPy's own limit.
	maxDims = 64
)

// An Array is the content of a .npy file, in C order.
type Array struct {
	Shape []int
	Data  []float32
	// Type is NumPy's name for the elements' type in the file. Rounded reports whether
	// float32 does not represent all of them exactly.
	Type    string
	Rounded bool
}

// Read reads an array of floats, integers or booleans, in either byte order and in C or
// Fortran order. Its errors say what is wrong. It allocates no more memory than there
// is data.
func Read(r io.Reader) (Array, error) {
	header, err := readHeader(r)
	if err != nil {
		return Array{}, err
	}
	if structuredPattern.MatchString(header) {
		return Array{}, errors.New("the .npy array is structured, with several values in each element: save one of its fields")
	}
	descr, dims, fortran := descrPattern.FindStringSubmatch(header), shapePattern.FindStringSubmatch(header), orderPattern.FindStringSubmatch(header)
	if descr == nil || dims == nil || fortran == nil {
		return Array{}, errors.New("the header of the .npy array is damaged")
	}
	element, order, err := numberOf(descr[1])
	if err != nil {
		return Array{}, err
	}
	shape, n, err := parseShape(dims[1])
	if err != nil {
		return Array{}, err
	}
	raw, err := io.ReadAll(io.LimitReader(r, int64(n*element.size)+1))
	if err != nil {
		return Array{}, err
	}
	if len(raw) != n*element.size {
		return Array{}, fmt.Errorf("the .npy array of shape %v needs %d bytes, the file has %d or more", shape, n*element.size, len(raw))
	}
	a := Array{Shape: shape, Type: element.name}
	if a.Data, a.Rounded, err = element.all(raw, order); err != nil {
		return Array{}, err
	}
	if fortran[1] == "True" {
		a.Data = fromFortran(a.Data, shape)
	}
	return a, nil
}

// fromFortran reorders elements whose first index varies fastest into C order.
func fromFortran(data []float32, shape []int) []float32 {
	if len(data) == 0 {
		return data
	}
	steps, step := make([]int, len(shape)), 1
	for k, n := range shape {
		steps[k], step = step, step*n
	}
	sorted, at := make([]float32, 0, len(data)), make([]int, len(shape))
	for from := 0; len(sorted) < len(data); {
		sorted = append(sorted, data[from])
		for k := len(shape) - 1; k >= 0; k-- {
			at[k], from = at[k]+1, from+steps[k]
			if at[k] < shape[k] {
				break
			}
			at[k], from = 0, from-steps[k]*shape[k]
		}
	}
	return sorted
}

var (
	descrPattern      = regexp.MustCompile(`['"]descr['"]\s*:\s*['"]([^'"]+)['"]`)
	shapePattern      = regexp.MustCompile(`['"]shape['"]\s*:\s*\(([^)]*)\)`)
	orderPattern      = regexp.MustCompile(`['"]fortran_order['"]\s*:\s*(True|False)`)
	structuredPattern = regexp.MustCompile(`['"]descr['"]\s*:\s*[\[(]`)
)

func readHeader(r io.Reader) (string, error) {
	start := make([]byte, len(magic)+4)
	if _, err := io.ReadFull(r, start); err != nil || string(start[:len(magic)]) != magic {
		return "", errors.New("it is not a .npy array")
	}
	version := start[len(magic)]
	if version < 1 || version > 3 {
		return "", fmt.Errorf("the .npy array has version %d; versions 1, 2 and 3 can be read", version)
	}
	size := int64(binary.LittleEndian.Uint16(start[len(magic)+2:]))
	if version > 1 {
		// The length has four bytes from version 2 on.
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

// countElements bounds the memory that a file may ask for.
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
