package inputs

import (
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// A Raw is what a model takes itself, before its own preprocessing.
type Raw struct {
	// Bytes is the content of a string. If it is nil, the numbers of Values, of shape
	// Shape and in C order, are meant.
	Bytes  []byte
	Shape  []int64
	Values []float32
}

// A Through makes the network's input of a Raw, by the preprocessing in the model's graph.
type Through struct {
	// Name is the tensor that takes a Raw.
	Name string
	// Strings reports whether that takes strings, and Integers whether it takes integers.
	Strings, Integers bool
	// Shape is the shape of one Raw, without a batch dimension: -1 is any size, and nil
	// any shape.
	Shape []int64
	// Make runs the model's preprocessing, and returns an input and its shape.
	Make func(Raw) (shape []int64, x []float32, err error)
}

// takesPicture reports whether pictures go through the model's own preprocessing. A recipe
// makes the network's input directly.
func (r *Reader) takesPicture() bool {
	t := r.Through
	return t != nil && r.Recipe == nil && (t.Strings || t.Integers && (len(t.Shape) == 2 || len(t.Shape) == 3))
}

// plain leaves pixels as they are, 0 to 255.
var plain = savedmodels.Recipe{Name: "none", Scale: 1, Std: [3]float64{1, 1, 1}}

// raw reads what the model takes itself.
func (r *Reader) raw() *Reader {
	return &Reader{Shape: r.Through.Shape, Recipe: &plain, Fitting: r.Fitting}
}

// content makes an input of a file's content, which the model reads. Of a text, the last
// line break is left out.
func (r *Reader) content(f file) (*Input, error) {
	in := &Input{Path: f.path, Name: Stem(f.path), from: f}
	read := func() (Raw, error) {
		bytes, err := f.read()
		if strings.EqualFold(filepath.Ext(f.path), ".txt") {
			bytes = []byte(strings.TrimSuffix(strings.TrimSuffix(string(bytes), "\n"), "\r"))
		}
		if bytes == nil {
			bytes = []byte{}
		}
		return Raw{Bytes: bytes}, err
	}
	return in, r.made(in, read)
}

// made plans how the model makes an input. If the network leaves the shape open, that
// takes a run.
func (r *Reader) made(in *Input, read func() (Raw, error)) error {
	in.Through = r.Through.Name
	in.decode = func() (image.Image, []float32, error) {
		raw, err := read()
		if err != nil {
			return nil, nil, err
		}
		shape, x, err := r.through(raw)
		if err != nil {
			return nil, nil, err
		}
		in.Shape, in.Raw = shape, &raw
		upright, pixels := Upright(shape, x, r.Layout.Of(shape))
		return picture(upright, pixels, nil), x, nil
	}
	if in.Shape = r.Shape; r.Shape != nil && gr.Shape(r.Shape).Static() {
		return nil
	}
	if err := in.Load(); err != nil {
		return err
	}
	in.Drop()
	return nil
}

// through runs the model's preprocessing, and checks what it gives.
func (r *Reader) through(raw Raw) ([]int64, []float32, error) {
	shape, x, err := r.Through.Make(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("the model's own preprocessing, of %s: %w", r.Through.Name, err)
	}
	return shape, x, CheckFinite(shape, x)
}

// throughPicture makes an input of a picture that was fitted to what the model takes.
func (r *Reader) throughPicture(in *Input) error {
	decode, shape, raw := in.decode, in.Shape, in.flat
	in.flat = func(pixel uint8) ([]float32, error) {
		values, err := raw(pixel)
		if err != nil {
			return nil, err
		}
		_, x, err := r.through(Raw{Shape: shape, Values: values})
		return x, err
	}
	return r.made(in, func() (Raw, error) {
		_, x, err := decode()
		return Raw{Shape: shape, Values: x}, err
	})
}

// isRaw reports whether an array is what the model takes itself, and not the network's
// input. If it could be both, integers are.
func (r *Reader) isRaw(a Array) bool {
	t := r.Through
	if t == nil || t.Strings || !fitsBatch(a.Shape, t.Shape) {
		return false
	}
	return !fitsBatch(a.Shape, r.Shape) || t.Integers && !strings.HasPrefix(a.Type, "float")
}

// fitsBatch reports whether an array has a shape, or a batch dimension before it.
func fitsBatch(dims, shape []int64) bool {
	return fits(dims, shape) || len(dims) > 0 && shape != nil && dims[0] > 0 && fits(dims[1:], shape)
}

// throughArray makes inputs of an array that the model takes itself.
func (r *Reader) throughArray(a Array) ([]*Input, error) {
	n, shape := 1, a.Shape
	if t := r.Through.Shape; t != nil && len(shape) == len(t)+1 {
		n, shape = int(shape[0]), shape[1:]
	}
	if len(a.Data) == 0 {
		return nil, errors.New("the array is empty")
	}
	size := len(a.Data) / n
	all := make([]*Input, n)
	for i := range all {
		raw := Raw{Shape: shape, Values: a.Data[i*size : (i+1)*size]}
		made, x, err := r.through(raw)
		if err != nil {
			return nil, err
		}
		upright, pixels := Upright(made, x, r.Layout.Of(made))
		all[i] = &Input{Path: a.Path, Shape: made, X: x, Picture: picture(upright, pixels, nil), Array: &a.FromArray, Through: r.Through.Name, Raw: &raw}
	}
	return all, nil
}
