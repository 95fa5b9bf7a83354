package inputs

import (
	"fmt"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// A FromArray says how an array became the network's input.
type FromArray struct {
	// Type is NumPy's name for the type. Rounded reports whether float32 does not
	// represent all of its numbers exactly.
	Type    string `json:"type"`
	Rounded bool   `json:"rounded,omitempty"`
}

func (f *FromArray) notes() []string {
	switch {
	case f.Rounded:
		return []string{f.Type + ", rounded to float32"}
	case f.Type == "uint8":
		return []string{"uint8, fed unchanged, without preprocessing"}
	case f.Type != "float32":
		return []string{f.Type + ", fed as float32"}
	}
	return nil
}

// arrays makes an input of an array, or several inputs of a batch.
func (r *Reader) arrays(path string, f file, key string) ([]*Input, error) {
	a, err := readArray(path, f, key)
	if err != nil {
		return nil, err
	}
	all, err := r.Array(a)
	if err != nil {
		return nil, err
	}
	for i, in := range all {
		in.Path, in.Name = path, Stem(f.path)
		if key != "" {
			in.Name += "-" + strings.ReplaceAll(key, "/", "-")
		}
		if len(all) > 1 {
			in.Name = fmt.Sprintf("%s-%d", in.Name, i)
		}
	}
	return all, nil
}

// Array makes an input of an array. If the array has a batch dimension in front of the
// network's shape, it makes several.
func (r *Reader) Array(a Array) ([]*Input, error) {
	if r.isRaw(a) {
		return r.throughArray(a)
	}
	n, shape := 1, a.Shape
	switch {
	case r.Shape != nil && len(shape) == len(r.Shape)+1:
		n, shape = int(shape[0]), shape[1:]
	case r.Shape == nil && len(shape) > 1 && shape[0] == 1:
		shape = shape[1:] // of any rank, and in a batch of one
	}
	if n == 0 || !fits(shape, r.Shape) {
		return nil, fmt.Errorf("the array has shape %v; the network takes %v, or several of them", gr.Shape(a.Shape), gr.Shape(r.Shape))
	}
	size := len(a.Data) / n
	all := make([]*Input, n)
	for i := range all {
		x := a.Data[i*size : (i+1)*size]
		upright, pixels := Upright(shape, x, r.Layout.Of(shape))
		all[i] = &Input{Path: a.Path, Shape: shape, X: x, Picture: picture(upright, pixels, r.Recipe), Array: &a.FromArray, flat: r.flat(shape)}
	}
	return all, nil
}

// flat is Input.Flat of arrays, which the network takes as what the recipe makes of
// pictures; nil if it makes none.
func (r *Reader) flat(shape []int64) func(pixel uint8) ([]float32, error) {
	layout := r.Layout.Of(shape)
	upright := standing(shape, layout)
	takes, err := coloursOf(upright)
	if r.Recipe == nil || r.Recipe.Validate() != nil || err != nil || takes.check(r.Recipe) != nil {
		return nil
	}
	if len(upright) == 2 {
		upright = append(slices.Clip(upright), 1)
	}
	return func(pixel uint8) ([]float32, error) { return takes.flat(pixel, upright, *r.Recipe, layout), nil }
}

// fits reports whether an array has the network's shape. In shape, -1 is any size, and
// nil any shape.
func fits(dims, shape []int64) bool {
	if slices.Contains(dims, 0) {
		return false
	}
	return shape == nil || slices.EqualFunc(dims, shape, func(d, s int64) bool { return d == s || s < 0 })
}
