package serve

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// maxRank bounds how deep arrays of a request are nested.
const maxRank = 8

// parseNumbers reads nested JSON arrays of numbers, which must be as long as their
// neighbours, or one number. The field names them in errors.
func parseNumbers(raw []byte, field string) (shape []int64, values []float32, err error) {
	r := numberReader{raw: raw, field: field, leaves: -1}
	if err := r.read(0); err != nil {
		return nil, nil, err
	}
	if r.space(); r.at < len(raw) {
		return nil, nil, wrong(field, "there is more behind the array")
	}
	return r.shape, r.values, nil
}

// A numberReader reads nested arrays.
type numberReader struct {
	raw   []byte
	at    int
	field string
	// shape is that of the arrays so far: -1 is a length that is not yet known.
	shape []int64
	// leaves is the depth of numbers; -1 before the first.
	leaves int
	// index is the place of what is read.
	index  [maxRank]int
	values []float32
}

// read reads what is at a depth.
func (r *numberReader) read(depth int) error {
	r.space()
	if r.at < len(r.raw) && r.raw[r.at] == '[' {
		return r.array(depth)
	}
	if r.leaves < 0 && depth == len(r.shape) {
		r.leaves = depth
	}
	if depth != r.leaves {
		return r.wrong(depth, "a number is where arrays are beside it")
	}
	return r.number(depth)
}

// array reads an array whose elements are at depth+1.
func (r *numberReader) array(depth int) error {
	switch {
	case depth == r.leaves:
		return r.wrong(depth, "an array is where numbers are beside it")
	case depth == maxRank:
		return r.wrong(depth, "arrays are nested deeper than %d", maxRank)
	case depth == len(r.shape):
		r.shape = append(r.shape, -1)
	}
	n := 0
	for r.at++; ; n++ {
		r.space()
		if r.at >= len(r.raw) {
			return r.wrong(depth, "the array has no end")
		}
		if r.raw[r.at] == ']' {
			break
		}
		if n > 0 {
			if r.raw[r.at] != ',' {
				return r.wrong(depth, "a comma is missing after element %d", n-1)
			}
			r.at++
		}
		r.index[depth] = n
		if err := r.read(depth + 1); err != nil {
			return err
		}
	}
	r.at++
	if r.shape[depth] >= 0 && r.shape[depth] != int64(n) {
		return r.wrong(depth, "%d elements, where the arrays beside it have %d", n, r.shape[depth])
	}
	r.shape[depth] = int64(n)
	return nil
}

// number reads a number.
func (r *numberReader) number(depth int) error {
	end := bytes.IndexAny(r.raw[r.at:], ",] \t\r\n")
	if end < 0 {
		end = len(r.raw) - r.at
	}
	text := string(r.raw[r.at : r.at+end])
	v, err := strconv.ParseFloat(text, 32)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return r.wrong(depth, "%.40s is too large for float32", text)
	case err != nil || strings.ContainsAny(text, "xXpP_nN"):
		return r.wrong(depth, "%.40q is not a number", text)
	}
	r.at += end
	r.values = append(r.values, float32(v))
	return nil
}

func (r *numberReader) space() {
	for r.at < len(r.raw) && strings.IndexByte(" \t\r\n", r.raw[r.at]) >= 0 {
		r.at++
	}
}

// wrong names the place in an error: instances[0][3][2].
func (r *numberReader) wrong(depth int, format string, args ...any) error {
	field := r.field
	for _, i := range r.index[:depth] {
		field += "[" + strconv.Itoa(i) + "]"
	}
	return wrong(field, format, args...)
}
