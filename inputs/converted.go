package inputs

import "image"

// converted says what conversion to the network's channels, in 8 bits, changes in a
// decoded picture.
func (c colours) converted(img image.Image) []string {
	var how []string
	o, knows := img.(interface{ Opaque() bool })
	clear := knows && !o.Opaque()
	switch {
	case isGray(img) && c == rgbOnly:
		how = append(how, "gray repeated in three channels")
	case isGray(img) && c == rgba:
		how = append(how, "gray repeated in three channels, and opaque")
	case !isGray(img) && c == gray:
		how = append(how, "colours made gray by their luminance (ITU-R BT.601)")
	case c == rgba && !clear:
		how = append(how, "opaque: the fourth channel is 255")
	}
	if _, ok := img.(*image.CMYK); ok {
		how = append(how, "CMYK converted to RGB without its colour profile")
	}
	switch img.(type) {
	case *image.Gray16, *image.RGBA64, *image.NRGBA64:
		how = append(how, "16 bits a channel cut to 8")
	}
	if clear && c != rgba {
		how = append(how, "transparency ignored")
	}
	return how
}
