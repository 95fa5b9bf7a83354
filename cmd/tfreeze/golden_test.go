package main

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"tfreeze/internal/files"
	"tfreeze/internal/npy"
	"tfreeze/internal/tolerances"
)

// golden CASE KEY FILE writes an array of testdata/goldens/CASE.npz to a .npy
// file.
func golden(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: golden CASE KEY FILE")
	}
	extract(ts, filepath.Join(ts.Getenv("TESTDATA"), "goldens", args[0]+".npz"), args[1], args[2])
}

// fill FILE VALUE DIM... writes an array of equal elements.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: fill FILE VALUE DIM...")
	}
	value, err := strconv.ParseFloat(args[1], 32)
	ts.Check(err)
	shape, n := []int{}, 1
	for _, dim := range args[2:] {
		d, err := strconv.Atoi(dim)
		ts.Check(err)
		shape, n = append(shape, d), n*d
	}
	data := make([]float32, n)
	for i := range data {
		data[i] = float32(value)
	}
	writeArray(ts, args[0], shape, data)
}

// stack FILE ARRAY... writes arrays of one shape as a batch.
func stack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: stack FILE ARRAY...")
	}
	var all []float32
	var shape []int
	for _, name := range args[1:] {
		var data []float32
		shape, data = readScriptArray(ts, name)
		all = append(all, data...)
	}
	writeArray(ts, args[0], append([]int{len(args) - 1}, shape...), all)
}

// same GOT WANT TOLERANCE compares arrays. No element may differ by more than that
// share of the largest element of WANT. TOLERANCE is a number, or a row of
// testdata/tolerances.json.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: [!] same GOT WANT TOLERANCE")
	}
	_, got := readScriptArray(ts, args[0])
	_, want := readScriptArray(ts, args[1])
	row, ok := tolerances.Find(args[2])
	if !ok {
		var err error
		row.Value, err = strconv.ParseFloat(args[2], 64)
		ts.Check(err)
	}
	if len(got) != len(want) {
		ts.Fatalf("%s has %d elements, %s %d", args[0], len(got), args[1], len(want))
	}
	off, greatest := 0.0, 0.0
	for i := range want {
		off = max(off, math.Abs(float64(got[i])-float64(want[i])))
		greatest = max(greatest, math.Abs(float64(want[i])))
	}
	if (off <= row.Value*greatest) == neg {
		ts.Fatalf("%s is off by %.2g of the maximum", args[0], off/greatest)
	}
}

func readScriptArray(ts *testscript.TestScript, name string) ([]int, []float32) {
	f, err := os.Open(ts.MkAbs(name))
	ts.Check(err)
	defer f.Close()
	a, err := npy.Read(f)
	ts.Check(err)
	return a.Shape, a.Data
}

func writeArray(ts *testscript.TestScript, name string, shape []int, data []float32) {
	ts.Check(files.Write(ts.MkAbs(name), func(w io.Writer) error { return npy.Write(w, shape, data) }))
}

// exists reports whether a script's file exists.
func exists(ts *testscript.TestScript, name string) bool {
	_, err := os.Stat(ts.MkAbs(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		ts.Check(err)
	}
	return err == nil
}
