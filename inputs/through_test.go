package inputs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tfreeze/savedmodels"
)

// doubled is a model's preprocessing that doubles numbers, and gives the length of bytes.
func doubled(raw Raw) ([]int64, []float32, error) {
	if raw.Bytes != nil {
		return []int64{2}, []float32{float32(len(raw.Bytes)), 0}, nil
	}
	x := make([]float32, len(raw.Values))
	for i, v := range raw.Values {
		x[i] = 2 * v
	}
	return raw.Shape, x, nil
}

// TestThroughArrays: an array is what the model takes itself if it fits nothing else, or
// if it has integers and so does the model's input.
func TestThroughArrays(t *testing.T) {
	for _, c := range []struct {
		raw, shape []int64
		integers   bool
		array      []int64
		typ        string
		want       string
	}{
		{[]int64{3}, []int64{3, 4}, true, []int64{3}, "int32", "[2 2 2]"},
		{[]int64{3}, []int64{3, 4}, true, []int64{2, 3}, "float64", "[2 2 2] [2 2 2]"},
		{[]int64{3}, []int64{3, 1}, true, []int64{3, 1}, "float32", "1"},
		{[]int64{2, 2}, []int64{2, 2}, true, []int64{2, 2}, "uint8", "[2 2 2 2]"},
		{[]int64{2, 2}, []int64{2, 2}, true, []int64{2, 2}, "float32", "1"},
		{[]int64{2, 2}, []int64{2, 2}, false, []int64{2, 2}, "int64", "1"},
		{[]int64{-1}, []int64{-1, 4}, true, []int64{5}, "int64", "[2 2 2 2 2]"},
	} {
		r := &Reader{Shape: c.shape, Through: &Through{Name: "ids:0", Integers: c.integers, Shape: c.raw, Make: doubled}}
		n := 1
		for _, d := range c.array {
			n *= int(d)
		}
		a := Array{Shape: c.array, Data: make([]float32, n), FromArray: FromArray{Type: c.typ}}
		for i := range a.Data {
			a.Data[i] = 1
		}
		all, err := r.Array(a)
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		got := ""
		for i, in := range all {
			if i > 0 {
				got += " "
			}
			if in.Through == "" {
				got = "1"
			} else {
				got += fmt.Sprint(in.X)
			}
		}
		if got != c.want {
			t.Errorf("%+v: got %s", c, got)
		}
	}
}

// TestThroughFiles: strings are a file's content, of a text without the last line break.
// A recipe makes the network's input directly.
func TestThroughFiles(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(text, []byte("frozen\r\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(pictures + "gray.png")
	if err != nil {
		t.Fatal(err)
	}
	r := &Reader{Shape: []int64{-1}, Through: &Through{Name: "bytes:0", Strings: true, Make: doubled}}
	for path, want := range map[string]float32{text: 6, pictures + "gray.png": float32(info.Size())} {
		all, bad, err := r.Files([]string{path})
		if err != nil || bad != nil {
			t.Fatal(err, bad)
		}
		in := all[0]
		if err := in.Load(); err != nil || in.X[0] != want || in.Through != "bytes:0" || len(in.Shape) != 1 || in.Hash() == "" {
			t.Errorf("%s: %+v, error %v", path, in, err)
		}
		if in.Drop(); in.X != nil || in.Raw != nil {
			t.Errorf("%s: it stays in memory", path)
		}
	}
	unit, _ := savedmodels.FindRecipe("unit")
	direct := &Reader{Shape: []int64{6, 9, 3}, Recipe: &unit, Through: &Through{Name: "x:0", Integers: true, Shape: []int64{6, 9, 3}, Make: doubled}}
	all, _, err := direct.Files([]string{pictures + "gray.png"})
	if err != nil || all[0].Through != "" {
		t.Errorf("%+v, error %v", all, err)
	}
	direct.Recipe = nil
	all, _, err = direct.Files([]string{pictures + "gray.png"})
	if err != nil || all[0].Through != "x:0" || all[0].Load() != nil || all[0].Image == nil || all[0].X[3] != 22 {
		t.Errorf("%+v, error %v", all, err)
	}
	broken := &Reader{Shape: []int64{-1}, Through: &Through{Name: "bytes:0", Strings: true, Make: func(Raw) ([]int64, []float32, error) { return nil, nil, errors.New("no") }}}
	_, bad, _ := broken.Files([]string{text})
	if bad == nil || bad[0].Err.Error() != "the model's own preprocessing, of bytes:0: no" {
		t.Errorf("%v", bad)
	}
}
