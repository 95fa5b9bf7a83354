package inputs

import (
	"errors"
	"image"
	"path/filepath"
	"strings"
)

// An Input is one input of the network, made from an image or an array.
type Input struct {
	// Path is the file's path, or a description if there is no file.
	Path string
	// Target is what is explained of it; empty if the run says.
	Target string
	// Order is the position of the input among all that were given.
	Order int
	// Name is the file's name without its extension. For an array of a file with
	// several, it includes what identifies the array.
	Name string
	// Of is the name that it shares with inputs that differ from it in the target alone.
	Of string
	// Shape is the shape of X, without a batch dimension. X is in C order. For an
	// image, both are unset until Load.
	Shape []int64
	X     []float32
	// Size says which size an image was brought to, and why, if the network leaves it
	// open.
	Size string
	// Picture is what the network sees, upright. It is nil for an array that is not an
	// image, and for an image until Load.
	Picture image.Image
	// Image and Array say how the file became an input. One of them is nil.
	Image *FromImage
	Array *FromArray
	// Through is the tensor from which the model itself made the input; empty if it did
	// not. Raw is what that was given; for a file, it is unset until Load.
	Through string
	Raw     *Raw
	// from is the file that it is decoded from.
	from file
	// decode computes X and Picture of a file. It is nil for an array.
	decode func() (image.Image, []float32, error)
	// whole decodes the upright picture in its own size; nil if the input is no picture.
	whole func() (image.Image, error)
	// fitted is the size of what the picture was fitted to.
	fitted image.Point
	// flat is Flat; nil if what the network is given for a pixel is unknown.
	flat func(pixel uint8) ([]float32, error)
}

// Flat is the network's input for a picture whose pixels all have that value in all
// colours, and are opaque. It is an error if what the network is given for a pixel is
// unknown.
func (in *Input) Flat(pixel uint8) ([]float32, error) {
	if in.flat == nil {
		return nil, errors.New("what the network is given for a black or a white pixel is unknown: the input is no picture, and no --preprocess is known")
	}
	return in.flat(pixel)
}

// Load decodes an input that is a file.
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

// Drop releases what Load decoded. Thousands of images would not fit into memory.
func (in *Input) Drop() {
	if in.decode != nil {
		in.Picture, in.X, in.Raw = nil, nil, nil
	}
}

// String names an input in errors. It includes the size that was chosen, which may be
// the cause.
func (in *Input) String() string {
	if in.Size == "" {
		return in.Path
	}
	return in.Path + ", " + in.Size
}

// Notes lists what a user may not expect of the file's conversion, and says whether it
// was an image or an array.
func (in *Input) Notes() (kind string, notes []string) {
	switch {
	case in.Image != nil:
		kind, notes = "image", in.Image.notes()
	case in.Array != nil && in.Through != "":
		kind = "array"
	case in.Array != nil:
		kind, notes = "array", in.Array.notes()
	case in.Through != "":
		kind = "file"
	}
	if in.Through != "" {
		notes = append(notes, "through the model's own preprocessing, from "+in.Through)
	}
	return kind, notes
}

// Stem returns a file's name without its extension.
func Stem(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
