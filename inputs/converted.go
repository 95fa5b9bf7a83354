package inputs

import "image"

// converted says what conversion to RGB of 8 bits changes in a decoded picture.
func converted(img image.Image) []string {
	var how []string
	switch img.(type) {
	case *image.Gray, *image.Gray16:
		how = append(how, "gray repeated in three channels")
	case *image.CMYK:
		how = append(how, "CMYK converted to RGB without its colour profile")
	}
	switch img.(type) {
	case *image.Gray16, *image.RGBA64, *image.NRGBA64:
		how = append(how, "16 bits a channel cut to 8")
	}
	if o, ok := img.(interface{ Opaque() bool }); ok && !o.Opaque() {
		how = append(how, "transparency ignored")
	}
	return how
}
