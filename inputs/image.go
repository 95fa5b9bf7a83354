package inputs

import (
	"errors"
	"fmt"
	"image"
	"slices"
)

// A FromImage says how an image became the network's input. Boxes are x0, y0, x1, y1 in
// pixels from the upper left corner, where x1 and y1 are just outside.
type FromImage struct {
	Format string `json:"format"`
	// Width and Height are the size of the stored picture.
	Width  int `json:"width"`
	Height int `json:"height"`
	// Orientation is the EXIF number by which the picture was turned upright; 1 means
	// that it was not turned. Ignored is a number that the user chose to ignore.
	Orientation Orientation `json:"orientation"`
	Ignored     Orientation `json:"orientation_ignored,omitempty"`
	Resize      Resize      `json:"resize"`
	// Box is the part of the upright picture that the network sees. Placed is the place
	// of that part in the network's input.
	Box    [4]int `json:"box"`
	Placed [4]int `json:"placed"`
	// Converted lists what the network's channels, in 8 bits, do not preserve of the
	// picture, or have that it lacks.
	Converted []string `json:"converted,omitempty"`
}

func (f *FromImage) notes() []string {
	var notes []string
	if f.Orientation != Stored {
		notes = append(notes, fmt.Sprintf("turned upright (EXIF orientation %d)", f.Orientation))
	}
	if f.Ignored != 0 {
		notes = append(notes, fmt.Sprintf("not turned upright (EXIF orientation %d, --no-exif)", f.Ignored))
	}
	return append(notes, f.Converted...)
}

// picture makes an input of an image, which is decoded later.
func (r *Reader) picture(from file) (*Input, error) {
	if r.takesPicture() {
		return r.rawPicture(from)
	}
	if err := r.checkRecipe(); err != nil {
		return nil, everyFile{err}
	}
	f, err := from.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h, err := readHeader(f)
	if err != nil {
		return nil, err
	}
	in, err := r.prepare(h, func() (image.Image, error) { return decodeAgain(from, h.size) })
	if err != nil {
		return nil, everyFile{err}
	}
	in.Path, in.Name, in.from = from.path, Stem(from.path), from
	return in, nil
}

// rawPicture makes an input of a picture by the model's own preprocessing: of the file's
// content, or of pixels.
func (r *Reader) rawPicture(f file) (*Input, error) {
	if r.Through.Strings {
		return r.content(f)
	}
	in, err := r.raw().picture(f)
	if err != nil {
		return nil, err
	}
	return in, r.throughPicture(in)
}

// decodeAgain decodes a file whose header was read before.
func decodeAgain(from file, size image.Point) (image.Image, error) {
	f, err := from.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, err := Decode(f)
	if err != nil {
		return nil, err
	}
	if got := img.Bounds().Size(); got != size {
		return nil, fmt.Errorf("it changed while it was read: from %d x %d pixels to %d x %d", size.X, size.Y, got.X, got.Y)
	}
	return img, nil
}

// Image makes an input of an image that is already upright.
func (r *Reader) Image(img image.Image) (*Input, error) {
	if r.takesPicture() && !r.Through.Strings {
		in, err := r.raw().Image(img)
		if err != nil {
			return nil, err
		}
		if err := r.throughPicture(in); err != nil {
			return nil, err
		}
		return in, in.Load()
	}
	if err := r.checkRecipe(); err != nil {
		return nil, err
	}
	if img.Bounds().Empty() {
		return nil, errors.New("the image has no pixels")
	}
	in, err := r.prepare(header{size: img.Bounds().Size(), orientation: Stored}, func() (image.Image, error) { return img, nil })
	if err != nil {
		return nil, err
	}
	return in, in.Load()
}

func (r *Reader) checkRecipe() error {
	if r.Recipe == nil {
		return errors.New("the preprocessing of this model's images is unknown: choose it with --preprocess")
	}
	return r.Recipe.Validate()
}

// prepare plans how an image with that header becomes an input.
func (r *Reader) prepare(h header, decode func() (image.Image, error)) (*Input, error) {
	from := r.fromHeader(h)
	upright := from.Orientation.size(h.size)
	layout := r.Layout.Of(r.Shape)
	takes, err := coloursOf(standing(r.Shape, layout))
	if err != nil {
		return nil, err
	}
	if err := takes.check(r.Recipe); err != nil {
		return nil, err
	}
	size, how, err := r.Size.of(standing(r.Shape, layout), upright, r.Recipe)
	if err != nil {
		return nil, err
	}
	where := from.Resize.place(upright, size.Height, size.Width)
	from.Box, from.Placed = box(where.from), box(where.to)
	shape := []int64{int64(size.Height), int64(size.Width), takes.channels()}
	in := &Input{Size: how, Image: from}
	in.Shape, _ = Laid(shape, nil, layout)
	if len(r.Shape) == 2 {
		in.Shape = shape[:2]
	}
	frames := slices.Clip(from.Converted)
	in.decode = func() (image.Image, []float32, error) {
		img, err := decode()
		if err != nil {
			return nil, nil, err
		}
		from.Converted = append(frames, takes.converted(img)...)
		fitted := takes.fit(from.Resize, from.Orientation.upright(img), size.Height, size.Width)
		_, x := Laid(shape, takes.preprocess(fitted, *r.Recipe), layout)
		return fitted, x, nil
	}
	in.fitted = image.Pt(size.Width, size.Height)
	in.whole = func() (image.Image, error) {
		img, err := decode()
		if err != nil {
			return nil, err
		}
		return from.Orientation.upright(img), nil
	}
	in.flat = func(pixel uint8) ([]float32, error) { return takes.flat(pixel, shape, *r.Recipe, layout), nil }
	return in, nil
}

func (r *Reader) fromHeader(h header) *FromImage {
	f := &FromImage{Format: h.format, Width: h.size.X, Height: h.size.Y, Orientation: Stored, Resize: r.how()}
	switch {
	case !r.AsStored:
		f.Orientation = h.orientation
	case h.orientation != Stored:
		f.Ignored = h.orientation
	}
	if h.animated {
		f.Converted = append(f.Converted, "the first frame of an animation")
	}
	return f
}

func box(r image.Rectangle) [4]int { return [4]int{r.Min.X, r.Min.Y, r.Max.X, r.Max.Y} }
