package tfreeze

import "tfreeze/inputs"

// Encoded is the content of an image file (PNG, JPEG, GIF, BMP or WebP), turned upright
// by its EXIF orientation as that of a File is.
type Encoded []byte

func (e Encoded) read(r *inputs.Reader) ([]*inputs.Input, error) {
	in, err := r.Encoded(e)
	if err != nil {
		return nil, err
	}
	in.Path = "the image"
	return []*inputs.Input{in}, nil
}
