package inputs

import (
	"errors"
	"fmt"
	"io/fs"
	"math"

	"tfreeze/internal/formats"
	"tfreeze/internal/npy"
)

// An Array holds finite numbers in C order.
type Array struct {
	// Path is the file that it was read from. It is empty if there is no file.
	Path  string
	Shape []int64
	Data  []float32
	FromArray
}

// ReadArray reads a .npy file, or one array of an .npz file: the array KEY of
// FILE.npz:KEY, or the only one.
func ReadArray(path string) (Array, error) {
	at, key := SplitKey(path)
	return readArray(path, file{path: at}, key)
}

// readArray reads an array, whose path is that one in messages.
func readArray(path string, f file, key string) (Array, error) {
	a, err := openArray(f, key)
	if err != nil {
		return Array{}, err
	}
	shape := make([]int64, len(a.Shape))
	for i, d := range a.Shape {
		shape[i] = int64(d)
	}
	if err := CheckFinite(shape, a.Data); err != nil {
		return Array{}, err
	}
	return Array{path, shape, a.Data, FromArray{a.Type, a.Rounded}}, nil
}

func openArray(in file, key string) (npy.Array, error) {
	format, err := in.format()
	if errors.Is(err, fs.ErrNotExist) {
		return npy.Array{}, errNoFile
	}
	if err != nil {
		return npy.Array{}, err
	}
	if format.Kind == formats.Arrays {
		return fromArchive(in, key)
	}
	f, err := in.open()
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

// CheckFinite refuses an array with an infinity or a NaN.
func CheckFinite(shape []int64, values []float32) error {
	for i, v := range values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("the array holds %v at %v", v, position(i, shape))
		}
	}
	return nil
}

// position returns the index of element i of an array in C order.
func position(i int, dims []int64) []int64 {
	at := make([]int64, len(dims))
	rest := int64(i)
	for k := len(dims) - 1; k >= 0; k-- {
		at[k], rest = rest%dims[k], rest/dims[k]
	}
	return at
}
