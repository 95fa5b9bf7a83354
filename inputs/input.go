package inputs

import (
	"image"
	"path/filepath"
	"strings"
)

// An Input is one input of the network, made of an image or an array.
type Input struct {
	// Path is the file's, or says in words what was made without one.
	Path string
	// Order is its place among all that were given.
	Order int
	// Name is the file's without its extension, and what tells the arrays of one file
	// apart.
	Name string
	// Shape is that of X, without a batch dimension. X is in C order; that of an image
	// is nil until Load.
	Shape []int64
	X     []float32
	// Size says how large an image was made, and why, where the network leaves that
	// open.
	Size string
	// Picture is what the network sees, upright; nil for an array that is no image, and
	// for an image until Load.
	Picture image.Image
	// Image and Array say what was made of the file; one of them is nil.
	Image *FromImage
	Array *FromArray
	// decode makes X and Picture of an image; nil for an array.
	decode func() (*image.NRGBA, []float32, error)
}

// Load decodes an input that is an image.
func (in *Input) Load() error {
	if in.decode == nil {
		return nil
	}
	picture, x, err := in.decode()
	if err != nil {
		return err
	}
	in.Picture, in.X = picture, x
	return nil
}

// Drop forgets what Load gave, which for thousands of images would not fit into
// memory.
func (in *Input) Drop() {
	if in.decode != nil {
		in.Picture, in.X = nil, nil
	}
}

// String names an input in errors, with its size where that may be why.
func (in *Input) String() string {
	if in.Size == "" {
		return in.Path
	}
	return in.Path + ", " + in.Size
}

// Notes say what of the file a user may not expect, and of what kind that is, image or
// array.
func (in *Input) Notes() (kind string, notes []string) {
	switch {
	case in.Image != nil:
		return "image", in.Image.notes()
	case in.Array != nil:
		return "array", in.Array.notes()
	}
	return "", nil
}

// nameOf is a file's name without its extension.
func nameOf(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
