package main

import (
	"fmt"

	"github.com/rogpeppe/go-internal/testscript"
)

// npz ARRAYS KEY FILE writes an array of an .npz file to a .npy file.
func npz(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: npz ARRAYS KEY FILE")
	}
	extract(ts, args[0], args[1], args[2])
}

// image-size FILE WxH checks the size of a PNG image.
func imageSizeOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: image-size FILE WxH")
	}
	size := pixels(ts, args[0]).Rect.Size()
	if got := fmt.Sprintf("%dx%d", size.X, size.Y); got != args[1] {
		ts.Fatalf("%s has %s pixels", args[0], got)
	}
}
