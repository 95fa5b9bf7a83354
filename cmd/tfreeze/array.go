package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/formats"
	"tfreeze/internal/npy"
)

// An arrayRecord says how an array became the network's input.
type arrayRecord struct {
	// Type is NumPy's name of it; Rounded is set if a float32 does not hold all of
	// its numbers exactly.
	Type    string `json:"type"`
	Rounded bool   `json:"rounded,omitempty"`
}

func (r *arrayRecord) notes() []string {
	switch {
	case r.Rounded:
		return []string{r.Type + ", rounded to float32"}
	case r.Type == "uint8":
		return []string{"uint8, fed as it is, without preprocessing"}
	case r.Type != "float32":
		return []string{r.Type + ", fed as float32"}
	}
	return nil
}

// array makes an input of an array, or inputs of a batch of them.
func (r *reader) array(path, file, key string) ([]input, error) {
	a, err := readArray(file, key)
	if err != nil {
		return nil, err
	}
	n, one := 1, a.dims
	if r.shape != nil && len(a.dims) == len(r.shape)+1 {
		n, one = int(a.dims[0]), a.dims[1:]
	}
	if n == 0 || !fits(one, r.shape) {
		return nil, fmt.Errorf("the array has shape %v; the network takes %v, or several of them", gr.Shape(a.dims), gr.Shape(r.shape))
	}
	size := len(a.Data) / n
	inputs := make([]input, n)
	for i := range inputs {
		in := input{path: path, stem: stem(file), shape: one, x: a.Data[i*size : (i+1)*size], array: &arrayRecord{a.Type, a.Rounded}}
		if key != "" {
			in.stem += "-" + strings.ReplaceAll(key, "/", "-")
		}
		if n > 1 {
			in.stem = fmt.Sprintf("%s-%d", in.stem, i)
		}
		shape, x := explain.Upright(one, in.x, r.layout.Of(one))
		in.picture = explain.Picture(shape, x, r.recipe)
		inputs[i] = in
	}
	return inputs, nil
}

// fits reports whether an array has the network's shape, where -1 is any size,
// and nil any shape.
func fits(dims, shape []int64) bool {
	if slices.Contains(dims, 0) {
		return false
	}
	return shape == nil || slices.EqualFunc(dims, shape, func(d, s int64) bool { return d == s || s < 0 })
}

// An array is one of finite numbers.
type array struct {
	npy.Array
	dims []int64
}

// readArray reads a .npy file, or an array of a .npz file: the one with the key, or
// the only one.
func readArray(file, key string) (array, error) {
	a, err := openArray(file, key)
	if err != nil {
		return array{}, err
	}
	dims := make([]int64, len(a.Shape))
	for i, d := range a.Shape {
		dims[i] = int64(d)
	}
	for i, v := range a.Data {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return array{}, fmt.Errorf("the array holds %v at %v", v, position(i, a.Shape))
		}
	}
	return array{a, dims}, nil
}

func openArray(file, key string) (npy.Array, error) {
	format, err := formats.OfPath(file)
	if errors.Is(err, fs.ErrNotExist) {
		return npy.Array{}, errNoFile
	}
	if err != nil {
		return npy.Array{}, err
	}
	if format.Kind == formats.Arrays {
		return fromArchive(file, key)
	}
	f, err := os.Open(file)
	if err != nil {
		return npy.Array{}, err
	}
	defer f.Close()
	a, err := npy.Read(f)
	if err != nil && format.Kind == formats.Foreign {
		return a, fmt.Errorf("it is %s, not an array", format.Name)
	}
	return a, err
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
	if path := c.String("baseline"); path != "zero" {
		a, err := readArray(splitKey(path))
		if err != nil {
			return fmt.Errorf("baseline %s: %w", path, err)
		}
		if gr.Shape(a.dims).String() != gr.Shape(shape).String() {
			return fmt.Errorf("baseline %s has shape %v, the input %v", path, gr.Shape(a.dims), gr.Shape(shape))
		}
		r.Baseline = a.Data
	}
	if path := c.String("noise"); path != "" {
		a, err := readArray(splitKey(path))
		if err != nil {
			return fmt.Errorf("noise %s: %w", path, err)
		}
		dims := a.dims
		if len(dims) != len(shape)+1 || dims[0] == 0 || gr.Shape(dims[1:]).String() != gr.Shape(shape).String() {
			return fmt.Errorf("noise %s has shape %v: samples of the input's shape %v are needed", path, gr.Shape(dims), gr.Shape(shape))
		}
		r.Noise = a.Data
	}
	return nil
}
