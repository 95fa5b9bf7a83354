package explain_test

import (
	"archive/zip"
	"image"
	"os"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/report"
)

const testdata = "../testdata/"

// An array is one that Python recorded.
type array struct {
	shape []int
	data  []float32
}

func readArrays(t *testing.T, path string) map[string]array {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	arrays := map[string]array{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		shape, data, err := report.ReadNPY(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		arrays[strings.TrimSuffix(f.Name, ".npy")] = array{shape, data}
	}
	return arrays
}

func readImage(t *testing.T, name string) image.Image {
	t.Helper()
	f, err := os.Open(testdata + "photos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := explain.DecodeImage(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}
