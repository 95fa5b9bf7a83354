package main

import (
	"strconv"
	"strings"
)

// maxDim bounds a dimension that a user gives.
const maxDim = 1 << 31

// parseShape reads the shape of an input, such as 20,3; nil if text is empty.
func parseShape(text string) ([]int64, error) {
	if text == "" {
		return nil, nil
	}
	var shape []int64
	for _, dim := range strings.Split(text, ",") {
		d, err := strconv.ParseInt(strings.TrimSpace(dim), 10, 64)
		if err != nil || d < 1 || d > maxDim {
			return nil, usage("--shape %s: give the dimensions of one input, such as 20,3", text)
		}
		shape = append(shape, d)
	}
	return shape, nil
}
