package main

import (
	"errors"
	"fmt"
	"image"
	"os"

	"tfreeze/explain"
)

// An imageRecord says how an image became the network's input. Boxes are x0, y0, x1,
// y1 in pixels from the upper left corner; x1 and y1 are just outside.
type imageRecord struct {
	Format string `json:"format"`
	// Width and Height are those of the picture as it is stored.
	Width  int `json:"width"`
	Height int `json:"height"`
	// Orientation turned it upright, by EXIF's numbers, 1 for not at all. Ignored is
	// the one that --no-exif ignored.
	Orientation explain.Orientation `json:"orientation"`
	Ignored     explain.Orientation `json:"orientation_ignored,omitempty"`
	Resize      explain.Resize      `json:"resize"`
	// Box is the part of the upright picture that the network sees, and Placed where
	// that is in the network's input.
	Box    [4]int `json:"box"`
	Placed [4]int `json:"placed"`
	// Converted is what RGB in 8 bits did not keep.
	Converted []string `json:"converted,omitempty"`
}

// notes are what a user may not expect.
func (r *imageRecord) notes() []string {
	var notes []string
	if r.Orientation != explain.Stored {
		notes = append(notes, fmt.Sprintf("turned upright (EXIF orientation %d)", r.Orientation))
	}
	if r.Ignored != 0 {
		notes = append(notes, fmt.Sprintf("not turned upright (EXIF orientation %d, --no-exif)", r.Ignored))
	}
	return append(notes, r.Converted...)
}

// picture makes an input of an image, which is decoded later.
func (r *reader) picture(path string) ([]input, error) {
	if r.recipe == nil {
		return nil, stop{errors.New("how this model's input is made of an image is not known: say so with --preprocess")}
	}
	if err := r.recipe.Validate(); err != nil {
		return nil, stop{err}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	header, err := explain.ReadHeader(f)
	if err != nil {
		return nil, err
	}
	rec := r.recordOf(header)
	upright := rec.Orientation.Size(header.Size)
	size, how, err := r.size.of(r.shape, upright, r.recipe)
	if err != nil {
		return nil, stop{err}
	}
	where := r.resize.Fitting(upright, size.height, size.width)
	rec.Box, rec.Placed = box(where.From), box(where.To)
	return []input{{
		path: path, stem: stem(path), size: how, shape: []int64{int64(size.height), int64(size.width), 3}, image: rec,
		decode: func() (*image.NRGBA, []float32, error) { return r.fitted(path, size, rec) },
	}}, nil
}

func (r *reader) recordOf(h explain.Header) *imageRecord {
	rec := &imageRecord{Format: h.Format, Width: h.Size.X, Height: h.Size.Y, Orientation: explain.Stored, Resize: r.resize}
	switch {
	case r.exif:
		rec.Orientation = h.Orientation
	case h.Orientation != explain.Stored:
		rec.Ignored = h.Orientation
	}
	if h.Animated {
		rec.Converted = append(rec.Converted, "the first frame of an animation")
	}
	return rec
}

func box(r image.Rectangle) [4]int { return [4]int{r.Min.X, r.Min.Y, r.Max.X, r.Max.Y} }

// fitted decodes an image, and makes the network's input of it.
func (r *reader) fitted(path string, size imageSize, rec *imageRecord) (*image.NRGBA, []float32, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	img, err := explain.DecodeImage(f)
	if err != nil {
		return nil, nil, err
	}
	if got := img.Bounds().Size(); got != image.Pt(rec.Width, rec.Height) {
		return nil, nil, fmt.Errorf("it changed while it was read: it was %d x %d pixels, and is %d x %d", rec.Width, rec.Height, got.X, got.Y)
	}
	rec.Converted = append(rec.Converted, explain.Converted(img)...)
	fitted := r.resize.Fit(rec.Orientation.Upright(img), size.height, size.width)
	return fitted, explain.Preprocess(fitted, *r.recipe), nil
}
