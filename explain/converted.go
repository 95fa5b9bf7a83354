package explain

import "image"

// Converted says what becomes of a decoded picture in RGB of 8 bits, where that is
// not the picture itself.
func Converted(img image.Image) []string {
	var converted []string
	switch img.(type) {
	case *image.Gray, *image.Gray16:
		converted = append(converted, "gray repeated in three channels")
	case *image.CMYK:
		converted = append(converted, "CMYK taken to RGB without its colour profile")
	}
	switch img.(type) {
	case *image.Gray16, *image.RGBA64, *image.NRGBA64:
		converted = append(converted, "16 bits a channel cut to 8")
	}
	if o, ok := img.(interface{ Opaque() bool }); ok && !o.Opaque() {
		converted = append(converted, "transparency left out")
	}
	return converted
}
