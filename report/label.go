package report

import (
	"image"
	"image/draw"
	"sort"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

func newFace() (font.Face, error) {
	ttf, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(ttf, &opentype.FaceOptions{Size: fontSize, DPI: 72, Hinting: font.HintingFull})
}

func write(on draw.Image, face font.Face, s string, x, y int) {
	d := font.Drawer{Dst: on, Src: image.Black, Face: face, Dot: fixed.P(x, y)}
	d.DrawString(s)
}

func textWidth(face font.Face, s string) int { return font.MeasureString(face, s).Ceil() }

// fit shortens a text to a width in pixels, and ends it in an ellipsis if anything is
// cut.
func fit(face font.Face, s string, width int) string {
	if textWidth(face, s) <= width {
		return s
	}
	const ellipsis = "…"
	r := []rune(s)
	n := sort.Search(len(r), func(n int) bool { return textWidth(face, string(r[:n])+ellipsis) > width })
	if n == 0 {
		return ""
	}
	return string(r[:n-1]) + ellipsis
}
