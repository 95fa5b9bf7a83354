package main

import (
	"errors"
	"fmt"
	"image"
	"io/fs"
	"path/filepath"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/formats"
	"tfreeze/savedmodels"
)

// An input is one input of the network, from an image or an array.
type input struct {
	path string
	// order is its place among all that were given.
	order int
	// stem names its directory in the output.
	stem  string
	shape []int64
	x     []float32
	// size says how large an image was made, where the network leaves that open.
	size string
	// picture is what the figure shows; nil for an array that is no image.
	picture image.Image
	// image and array say what was made of the file, for explain.json; one of them
	// is nil.
	image *imageRecord
	array *arrayRecord
	// decode makes x and picture of an image, when its turn comes; nil for an
	// array.
	decode func() (*image.NRGBA, []float32, error)
	// failed is why it cannot be read.
	failed error
}

// load decodes an input that is an image, and drop forgets what that gave, which
// for thousands of images would not fit into memory.
func (in *input) load() error {
	if in.decode == nil {
		return nil
	}
	picture, x, err := in.decode()
	if err != nil {
		return err
	}
	in.picture, in.x = picture, x
	return nil
}

func (in *input) drop() {
	if in.decode != nil {
		in.picture, in.x = nil, nil
	}
}

// String names an input in errors, with its size where that may be why.
func (in *input) String() string {
	if in.size == "" {
		return in.path
	}
	return in.path + ", " + in.size
}

// A reader makes inputs of files, for a network that takes inputs of a shape.
type reader struct {
	shape  []int64
	layout gr.Layout
	// recipe is nil if images cannot be preprocessed.
	recipe *savedmodels.Recipe
	fitting
}

// inputs looks at all files before anything is computed, so that a wrong one costs
// no work; the images themselves are decoded while others are explained. An error
// is one that every file has.
func (r *reader) inputs(paths []string) (good []input, bad failures, err error) {
	var all []input
	for _, path := range paths {
		files, err := expand(path)
		if err != nil {
			all = append(all, input{path: path, stem: stem(path), failed: err})
		}
		for _, file := range files {
			more, err := r.read(file)
			if stops(err) {
				return nil, nil, fmt.Errorf("%s: %w", file, err)
			}
			if err != nil {
				more = []input{{path: file, stem: stem(file), failed: err}}
			}
			all = append(all, more...)
		}
	}
	for i := range all {
		all[i].order = i
		if all[i].failed != nil {
			bad = append(bad, failure{&all[i], all[i].failed})
		} else {
			good = append(good, all[i])
		}
	}
	return good, bad, nil
}

// read finds out by a file's content what it is.
func (r *reader) read(path string) ([]input, error) {
	if file, key := splitKey(path); key != "" {
		return r.array(path, file, key)
	}
	format, err := formats.OfPath(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && strings.Contains(path, "://"):
		return nil, errors.New("it is no file: download it")
	case errors.Is(err, fs.ErrNotExist):
		return nil, errNoFile
	case err != nil:
		return nil, err
	}
	named := strings.EqualFold(filepath.Ext(path), ".npy")
	switch format.Kind {
	case formats.Picture:
		return r.laid(path)
	case formats.Array, formats.Arrays:
		return r.array(path, path, "")
	case formats.Unknown:
		if named {
			return nil, errors.New("it is not a .npy array")
		}
		return nil, errors.New("it is neither an image (PNG, JPEG, GIF, BMP, WebP) nor an array (.npy, .npz)")
	}
	if help := format.InputHelp(path); help != "" {
		return nil, fmt.Errorf("it is %s%s", format.Name, help)
	}
	return nil, fmt.Errorf("it is %s, not an image or an array", format.Name)
}

var errNoFile = errors.New("there is no such file")

func stem(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
