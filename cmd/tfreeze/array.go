package main

import (
	"fmt"
	"math"
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/report"
	"tfreeze/savedmodels"
)

// readArray reads one input, or a batch of them.
func readArray(path string, shape []int64, recipe *savedmodels.Recipe, _ imageSize) ([]input, error) {
	dims, data, err := readNPY(path)
	if err != nil {
		return nil, err
	}
	n, one := 1, dims
	if shape != nil && len(dims) == len(shape)+1 {
		n, one = int(dims[0]), dims[1:]
	}
	if n == 0 || !fits(one, shape) {
		return nil, fmt.Errorf("the array has shape %v; the network takes %v, or several of them", gr.Shape(dims), gr.Shape(shape))
	}
	size := len(data) / n
	inputs := make([]input, n)
	for i := range inputs {
		in := input{path: path, stem: stem(path), shape: one, x: data[i*size : (i+1)*size]}
		if n > 1 {
			in.stem = fmt.Sprintf("%s-%d", in.stem, i)
		}
		in.picture = explain.Picture(one, in.x, recipe)
		inputs[i] = in
	}
	return inputs, nil
}

// fits tells whether an array has the network's shape, where -1 is any size,
// and nil any shape.
func fits(dims, shape []int64) bool {
	if slices.Contains(dims, 0) {
		return false
	}
	return shape == nil || slices.EqualFunc(dims, shape, func(d, s int64) bool { return d == s || s < 0 })
}

func readNPY(path string) ([]int64, []float32, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	dims, data, err := report.ReadNPY(f)
	if err != nil {
		return nil, nil, err
	}
	shape := make([]int64, len(dims))
	for i, d := range dims {
		shape[i] = int64(d)
	}
	for i, v := range data {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return nil, nil, fmt.Errorf("the array holds %v at %v", v, position(i, dims))
		}
	}
	return shape, data, nil
}

// position is where element i of a C-order array is.
func position(i int, dims []int) []int {
	at := make([]int, len(dims))
	for k := len(dims) - 1; k >= 0; k-- {
		at[k], i = i%dims[k], i/dims[k]
	}
	return at
}

// readArrays reads the noise and the baseline, where they are files.
func readArrays(c *cli.Context, r *explain.Request, shape []int64) error {
	var err error
	if path := c.String("baseline"); path != "zero" {
		var dims []int64
		if dims, r.Baseline, err = readNPY(path); err != nil {
			return fmt.Errorf("baseline %s: %w", path, err)
		}
		if gr.Shape(dims).String() != gr.Shape(shape).String() {
			return fmt.Errorf("baseline %s has shape %v, the input %v", path, gr.Shape(dims), gr.Shape(shape))
		}
	}
	if path := c.String("noise"); path != "" {
		var dims []int64
		if dims, r.Noise, err = readNPY(path); err != nil {
			return fmt.Errorf("noise %s: %w", path, err)
		}
		if len(dims) != len(shape)+1 || dims[0] == 0 || gr.Shape(dims[1:]).String() != gr.Shape(shape).String() {
			return fmt.Errorf("noise %s has shape %v: samples of the input's shape %v are needed", path, gr.Shape(dims), gr.Shape(shape))
		}
	}
	return nil
}
