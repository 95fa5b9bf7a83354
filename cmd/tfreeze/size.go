package main

import (
	"errors"
	"fmt"
	"image"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// An imageSize is what images are cropped and resized to; 0 leaves a dimension
// open.
type imageSize struct{ height, width int }

func sizeFlag() cli.Flag {
	return &cli.StringFlag{Name: "size", Usage: "make images `H,W` pixels where the network leaves the size open (default: what " +
		savedmodels.CardFile + " says, else the image's own)"}
}

// parseSize reads H,W, or one number for both.
func parseSize(s string) (imageSize, error) {
	if s == "" {
		return imageSize{}, nil
	}
	h, w, both := strings.Cut(s, ",")
	if !both {
		w = h
	}
	height, err := strconv.Atoi(strings.TrimSpace(h))
	width, err2 := strconv.Atoi(strings.TrimSpace(w))
	if errors.Join(err, err2) != nil || height < 1 || width < 1 || height > savedmodels.MaxSide || width > savedmodels.MaxSide {
		return imageSize{}, usage("size %q: H,W in pixels is needed", s)
	}
	return imageSize{height, width}, nil
}

// of is the size that an image is made for an input of that shape, and how that
// was decided, empty if the network does: asked is what the user wants.
func (asked imageSize) of(shape []int64, own image.Point, recipe *savedmodels.Recipe) (imageSize, string, error) {
	if len(shape) != 3 || shape[2] != 3 && shape[2] >= 0 {
		return imageSize{}, "", fmt.Errorf("the network's input %v is no image of 3 channels: give a .npy array", gr.Shape(shape))
	}
	fixed := imageSize{int(shape[0]), int(shape[1])}
	if fixed.height == 0 || fixed.width == 0 {
		return imageSize{}, "", fmt.Errorf("the network's input %v has no pixels", gr.Shape(shape))
	}
	if asked.height > 0 && (fixed.height >= 0 && fixed.height != asked.height || fixed.width >= 0 && fixed.width != asked.width) {
		return imageSize{}, "", fmt.Errorf("the network takes images of %v, not of --size %d,%d", gr.Shape(shape[:2]), asked.height, asked.width)
	}
	if fixed.height >= 0 && fixed.width >= 0 {
		return fixed, "", nil
	}
	open, why := imageSize{own.Y, own.X}, "the image's own; --size changes it"
	switch {
	case asked.height > 0:
		open, why = asked, "--size"
	case recipe.Size > 0:
		open, why = imageSize{recipe.Size, recipe.Size}, "the model's "+savedmodels.CardFile
	}
	if fixed.height >= 0 {
		open.height = fixed.height
	}
	if fixed.width >= 0 {
		open.width = fixed.width
	}
	return open, fmt.Sprintf("%d x %d (%s)", open.height, open.width, why), nil
}
