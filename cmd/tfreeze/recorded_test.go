package main

import (
	"archive/zip"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"

	"tfreeze/internal/npy"
)

// recorded MODEL KEY FILE writes an array of testdata/tf2/small/MODEL.npz to a
// .npy file.
func recorded(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: recorded MODEL KEY FILE")
	}
	extract(ts, filepath.Join(ts.Getenv("TESTDATA"), "tf2", "small", args[0]+".npz"), args[1], args[2])
}

// odd NAME KEY FILE writes an array of testdata/odd/NAME.npz to a .npy file.
func odd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: odd NAME KEY FILE")
	}
	extract(ts, filepath.Join(ts.Getenv("TESTDATA"), "odd", args[0]+".npz"), args[1], args[2])
}

// extract writes an array of an .npz file to a .npy file.
func extract(ts *testscript.TestScript, npz, key, file string) {
	z, err := zip.OpenReader(npz)
	ts.Check(err)
	defer z.Close()
	entry, err := z.Open(key + ".npy")
	ts.Check(err)
	a, err := npy.Read(entry)
	ts.Check(err)
	writeArray(ts, file, a.Shape, a.Data)
}
