package main

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// same-pixels A B compares the pixels of two PNG images, and not their texts.
func samePixels(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] same-pixels A B")
	}
	a, b := pixels(ts, args[0]), pixels(ts, args[1])
	if (a.Rect == b.Rect && bytes.Equal(a.Pix, b.Pix)) == neg {
		ts.Fatalf("%s and %s have other pixels: %t", args[0], args[1], !neg)
	}
}

func pixels(ts *testscript.TestScript, file string) *image.RGBA {
	img, err := png.Decode(strings.NewReader(ts.ReadFile(file)))
	ts.Check(err)
	all := image.NewRGBA(img.Bounds())
	draw.Draw(all, all.Rect, img, all.Rect.Min, draw.Src)
	return all
}
