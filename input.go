package tfreeze

import (
	"cmp"
	"errors"
	"fmt"
	"image"

	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
)

// An Input is something to explain: an Image, an Array or a File.
type Input interface {
	read(r *inputs.Reader) ([]*inputs.Input, error)
}

// An Image is an upright image. It is cropped, resized and preprocessed for the model.
type Image struct{ image.Image }

// An Array is fed to the network unchanged. Its values are in C order.
type Array struct {
	Shape  []int64
	Values []float32
	// Type is NumPy's name for the type that the values had; float32 if it is empty. A model
	// whose own preprocessing takes integers is given an array of integers before that.
	Type string
	// from is the file that ReadArray read.
	from inputs.Array
}

// A File is the path of an image (PNG, JPEG, GIF, BMP or WebP) or of an array (.npy or
// FILE.npz:KEY). An image is turned upright by its EXIF orientation.
type File string

// ReadArray reads a .npy file, or one array of an .npz file: the array KEY of
// FILE.npz:KEY, or the only one.
func ReadArray(path string) (Array, error) {
	a, err := inputs.ReadArray(path)
	return Array{a.Shape, a.Data, a.Type, a}, err
}

func (i Image) read(r *inputs.Reader) ([]*inputs.Input, error) {
	if i.Image == nil {
		return nil, errors.New("the image is nil")
	}
	in, err := r.Image(i.Image)
	if err != nil {
		return nil, err
	}
	in.Path = "the image"
	return []*inputs.Input{in}, nil
}

func (a Array) read(r *inputs.Reader) ([]*inputs.Input, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	from := a.from
	from.Path, from.Type = cmp.Or(from.Path, "the array"), cmp.Or(a.Type, "float32")
	from.Shape, from.Data = a.Shape, a.Values
	return r.Array(from)
}

// check refuses an array whose number of values does not match its shape.
func (a Array) check() error {
	shape := append(gr.Shape{}, a.Shape...)
	if !shape.Static() || len(a.Values) == 0 || shape.Elements() != int64(len(a.Values)) {
		return fmt.Errorf("an array of shape %v has %d values", shape, len(a.Values))
	}
	return inputs.CheckFinite(a.Shape, a.Values)
}

// given reports whether the array is set.
func (a Array) given() bool { return a.Values != nil }

// named names an array in errors: "baseline b.npy".
func (a Array) named(what string) string {
	if a.from.Path == "" {
		return what
	}
	return what + " " + a.from.Path
}

func (f File) read(r *inputs.Reader) ([]*inputs.Input, error) {
	good, bad, err := r.Files([]string{string(f)})
	if err == nil && bad != nil {
		err = bad.First()
	}
	return good, err
}

// read makes inputs of all Inputs that are given.
func read(r *inputs.Reader, given ...Input) ([]*inputs.Input, error) {
	var all []*inputs.Input
	for _, in := range given {
		if in == nil {
			return nil, errors.New("an input is nil: give an Image, an Array or a File")
		}
		more, err := in.read(r)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// Arrays are what the network is given for an input, as it is decoded, fitted and
// preprocessed.
func (m *Model) Arrays(in Input) ([]Array, error) {
	all, err := read(m.reader(), in)
	if err != nil {
		return nil, err
	}
	arrays := make([]Array, len(all))
	for i, one := range all {
		if err := one.Load(); err != nil {
			return nil, fmt.Errorf("%s: %w", one, err)
		}
		arrays[i] = Array{Shape: one.Shape, Values: one.X}
	}
	return arrays, nil
}

// one returns the only input that was read. More than one is an error.
func one(in Input, r *inputs.Reader) (*inputs.Input, error) {
	all, err := read(r, in)
	if err != nil {
		return nil, err
	}
	if len(all) != 1 {
		return nil, fmt.Errorf("there are %d inputs, but Explain takes one at a time", len(all))
	}
	if err := all[0].Load(); err != nil {
		return nil, fmt.Errorf("%s: %w", all[0], err)
	}
	return all[0], nil
}
