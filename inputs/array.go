package inputs

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"

	"tfreeze/internal/formats"
	"tfreeze/internal/npy"
)

// An Array is one of finite numbers, in C order.
type Array struct {
	// Path is where it was read from; empty if it was not.
	Path  string
	Shape []int64
	Data  []float32
	FromArray
}

// ReadArray reads a .npy file, or an array of a .npz file: that of FILE.npz:KEY, or
// the only one.
func ReadArray(path string) (Array, error) {
	file, key := splitKey(path)
	a, err := openArray(file, key)
	if err != nil {
		return Array{}, err
	}
	for i, v := range a.Data {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return Array{}, fmt.Errorf("the array holds %v at %v", v, position(i, a.Shape))
		}
	}
	shape := make([]int64, len(a.Shape))
	for i, d := range a.Shape {
		shape[i] = int64(d)
	}
	return Array{path, shape, a.Data, FromArray{a.Type, a.Rounded}}, nil
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
