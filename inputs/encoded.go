package inputs

import (
	"bytes"
	"image"
)

// Encoded makes an input of the content of an image file, as picture does of a file. A
// model that takes strings is given the content itself.
func (r *Reader) Encoded(content []byte) (*Input, error) {
	if r.takesPicture() {
		return r.rawEncoded(content)
	}
	if err := r.checkRecipe(); err != nil {
		return nil, err
	}
	h, err := readHeader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	return r.prepare(h, func() (image.Image, error) { return Decode(bytes.NewReader(content)) })
}

// rawEncoded makes an input by the model's own preprocessing.
func (r *Reader) rawEncoded(content []byte) (*Input, error) {
	if r.Through.Strings {
		in := &Input{}
		return in, r.made(in, func() (Raw, error) { return Raw{Bytes: content}, nil })
	}
	in, err := r.raw().Encoded(content)
	if err != nil {
		return nil, err
	}
	return in, r.throughPicture(in)
}
