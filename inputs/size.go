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

// A Size is the size to which images are cropped and resized, in pixels. A side of 0 is
// open.
type Size struct{ Height, Width int }

// ParseSize reads H,W, or one number for both. An empty text gives the zero value.
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
		return Size{}, fmt.Errorf("size %q: give H,W in pixels", s)
	}
	return Size{height, width}, nil
}

// of returns the size of an image for an input [H,W,C] or [H,W], and the reason for it, which is
// empty if the network decides. asked is the size that the user asked for.
func (asked Size) of(shape []int64, own image.Point, recipe *savedmodels.Recipe) (Size, string, error) {
	fixed := Size{int(shape[0]), int(shape[1])}
	if fixed.Height == 0 || fixed.Width == 0 {
		return Size{}, "", fmt.Errorf("the network's input %v has no pixels", gr.Shape(shape))
	}
	if asked.Height > 0 && (fixed.Height >= 0 && fixed.Height != asked.Height || fixed.Width >= 0 && fixed.Width != asked.Width) {
		return Size{}, "", fmt.Errorf("the network takes images of size %v, not --size %d,%d", gr.Shape(shape[:2]), asked.Height, asked.Width)
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

// Filled returns the network's shape with its open sides filled, for an input that is
// not read from a file.
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
