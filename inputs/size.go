package inputs

import (
	"errors"
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// A Size is what images are cropped and resized to, in pixels; 0 leaves a side open.
type Size struct{ Height, Width int }

// ParseSize reads H,W, or one number for both; empty is the zero value.
func ParseSize(s string) (Size, error) {
	if s == "" {
		return Size{}, nil
	}
	h, w, both := strings.Cut(s, ",")
	if !both {
		w = h
	}
	height, err := strconv.Atoi(strings.TrimSpace(h))
	width, err2 := strconv.Atoi(strings.TrimSpace(w))
	if errors.Join(err, err2) != nil || height < 1 || width < 1 || height > savedmodels.MaxSide || width > savedmodels.MaxSide {
		return Size{}, fmt.Errorf("size %q: H,W in pixels is needed", s)
	}
	return Size{height, width}, nil
}

// of is the size that an image is made for an input [H,W,C], and how that was
// decided, empty if the network does: asked is what the user wants.
func (asked Size) of(shape []int64, own image.Point, recipe *savedmodels.Recipe) (Size, string, error) {
	if len(shape) != 3 || shape[2] != 3 && shape[2] >= 0 {
		return Size{}, "", fmt.Errorf("the network's input %v is no image of 3 channels: give a .npy array", gr.Shape(shape))
	}
	fixed := Size{int(shape[0]), int(shape[1])}
	if fixed.Height == 0 || fixed.Width == 0 {
		return Size{}, "", fmt.Errorf("the network's input %v has no pixels", gr.Shape(shape))
	}
	if asked.Height > 0 && (fixed.Height >= 0 && fixed.Height != asked.Height || fixed.Width >= 0 && fixed.Width != asked.Width) {
		return Size{}, "", fmt.Errorf("the network takes images of %v, not of --size %d,%d", gr.Shape(shape[:2]), asked.Height, asked.Width)
	}
	if fixed.Height >= 0 && fixed.Width >= 0 {
		return fixed, "", nil
	}
	open, why := Size{own.Y, own.X}, "the image's own; --size changes it"
	switch {
	case asked.Height > 0:
		open, why = asked, "--size"
	case recipe.Size > 0:
		open, why = Size{recipe.Size, recipe.Size}, "the model's "+savedmodels.CardFile
	}
	if fixed.Height >= 0 {
		open.Height = fixed.Height
	}
	if fixed.Width >= 0 {
		open.Width = fixed.Width
	}
	return open, fmt.Sprintf("%d x %d (%s)", open.Height, open.Width, why), nil
}

// Filled is the network's shape with its open sides filled: how large an input is made
// that is not read.
func (r *Reader) Filled() ([]int64, error) {
	filled, size := slices.Clone(r.Shape), r.Size
	if len(filled) == 3 {
		if size == (Size{}) && r.Recipe != nil {
			size = Size{r.Recipe.Size, r.Recipe.Size}
		}
		for i, side := range []int{size.Height, size.Width} {
			if filled[i] < 0 && side > 0 {
				filled[i] = int64(side)
			}
		}
	}
	if len(filled) == 0 || slices.ContainsFunc(filled, func(d int64) bool { return d < 1 }) {
		return nil, errors.New("the network leaves the shape of its input open, " + gr.Shape(r.Shape).String() + ": give an input, or --size H,W for an image")
	}
	return filled, nil
}
