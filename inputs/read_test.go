package inputs

import (
	"archive/zip"
	"image"
	"os"
	"strings"
	"testing"

	"tfreeze/internal/npy"
)

// readArrays reads all arrays of an .npz file.
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
		a, err := npy.Read(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		arrays[strings.TrimSuffix(f.Name, ".npy")] = array{a.Shape, a.Data}
	}
	return arrays
}

type array struct {
	shape []int
	data  []float32
}

func readPhoto(t *testing.T, name string) image.Image {
	t.Helper()
	f, err := os.Open(testdata + "photos/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}
