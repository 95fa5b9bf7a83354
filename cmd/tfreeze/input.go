package main

import (
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"

	"tfreeze/explain"
	"tfreeze/savedmodels"
)

// An input is one input of the network, from an image or an array.
type input struct {
	path string
	// stem names its directory in the output.
	stem  string
	shape []int64
	x     []float32
	// size says how large an image was made, where the network leaves that open.
	size string
	// picture is what the figure shows; nil for an array that is no image.
	picture image.Image
	// decode makes x and picture of an image, when its turn comes; nil for an
	// array.
	decode func() (*image.NRGBA, []float32, error)
}

// load decodes an input that is an image, and drop forgets what that gave, which
// for thousands of images would not fit into memory.
func (in *input) load() error {
	if in.decode == nil {
		return nil
	}
	picture, x, err := in.decode()
	if err != nil {
		return fmt.Errorf("%s: %w", in.path, err)
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

// readInputs looks at all files before anything is computed, so that a wrong one
// costs no work; the images themselves are decoded while others are explained.
func readInputs(paths []string, shape []int64, recipe *savedmodels.Recipe, size imageSize) ([]input, error) {
	var inputs []input
	for _, path := range paths {
		read := readImage
		if strings.HasSuffix(path, ".npy") {
			read = readArray
		}
		more, err := read(path, shape, recipe, size)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		inputs = append(inputs, more...)
	}
	nameStems(inputs)
	return inputs, nil
}

// nameStems tells inputs of the same name apart: cat, cat-2, cat-3.
func nameStems(inputs []input) {
	seen := map[string]int{}
	for i := range inputs {
		stem := inputs[i].stem
		if seen[stem]++; seen[stem] > 1 {
			inputs[i].stem = fmt.Sprintf("%s-%d", stem, seen[stem])
		}
	}
}

func readImage(path string, shape []int64, recipe *savedmodels.Recipe, size imageSize) ([]input, error) {
	if recipe == nil {
		return nil, errors.New("how this model's input is made of an image is not known: say so with --preprocess")
	}
	if err := recipe.Validate(); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	own, err := explain.ImageSize(f)
	if err != nil {
		return nil, err
	}
	size, how, err := size.of(shape, own, recipe)
	if err != nil {
		return nil, err
	}
	return []input{{
		path: path, stem: stem(path), size: how, shape: []int64{int64(size.height), int64(size.width), 3},
		decode: func() (*image.NRGBA, []float32, error) { return fittedImage(path, size, *recipe) },
	}}, nil
}

func fittedImage(path string, size imageSize, recipe savedmodels.Recipe) (*image.NRGBA, []float32, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	img, err := explain.DecodeImage(f)
	if err != nil {
		return nil, nil, err
	}
	fitted := explain.Fit(img, size.height, size.width)
	return fitted, explain.Preprocess(fitted, recipe), nil
}

func stem(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
