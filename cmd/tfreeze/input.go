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
}

// String names an input in errors, with its size where that may be why.
func (in *input) String() string {
	if in.size == "" {
		return in.path
	}
	return in.path + ", " + in.size
}

// readInputs reads all files before anything is computed, so that a bad one
// costs no work.
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
	img, err := explain.DecodeImage(f)
	if err != nil {
		return nil, err
	}
	size, how, err := size.of(shape, img.Bounds().Size(), recipe)
	if err != nil {
		return nil, err
	}
	height, width := size.height, size.width
	fitted := explain.Fit(img, height, width)
	return []input{{
		path: path, stem: stem(path), picture: fitted, size: how,
		shape: []int64{int64(height), int64(width), 3}, x: explain.Preprocess(fitted, *recipe),
	}}, nil
}

func stem(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
