package npy

import (
	"archive/zip"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNumPy compares arrays that NumPy stored, in every type, byte order and order of
// dimensions, with NumPy's conversion to float32.
func TestNumPy(t *testing.T) {
	got, want := readNPZ(t, "arrays.npz"), readNPZ(t, "values.npz")
	if len(got) != 12*2*2+9 || len(want) != len(got) {
		t.Errorf("%d arrays and %d values", len(got), len(want))
	}
	for name, w := range want {
		g := got[name]
		bits := cmp.Comparer(func(a, b float32) bool {
			return math.Float32bits(a) == math.Float32bits(b) || a != a && b != b
		})
		if diff := cmp.Diff(w.Shape, g.Shape) + cmp.Diff(w.Data, g.Data, bits); diff != "" {
			t.Errorf("%s, %s (-want +got):\n%s", name, g.Type, diff)
		}
		if rounded := strings.HasPrefix(name, "rounded") || strings.HasPrefix(name, "f8"); g.Rounded != rounded {
			t.Errorf("%s, %s: rounded %t, want %t", name, g.Type, g.Rounded, rounded)
		}
	}
	for name, want := range map[string]string{"f2leC": "float16", "u1leC": "uint8", "i8beF": "int64", "b1leC": "bool"} {
		if got[name].Type != want {
			t.Errorf("%s is %s, want %s", name, got[name].Type, want)
		}
	}
}

// TestNumPyRefuses: arrays of NumPy that do not hold numbers are refused.
func TestNumPyRefuses(t *testing.T) {
	for name, want := range map[string]string{
		"structured.npy": "the .npy array is structured, with several values in each element: save one of its fields",
		"objects.npy":    `the .npy array holds Python objects ("|O"): save it as float32`,
	} {
		f, err := os.Open("../../testdata/arrays/" + name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := Read(f); err == nil || err.Error() != want {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func readNPZ(t *testing.T, name string) map[string]Array {
	t.Helper()
	z, err := zip.OpenReader("../../testdata/arrays/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	arrays := map[string]Array{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if arrays[f.Name[:len(f.Name)-len(".npy")]], err = Read(r); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	return arrays
}
