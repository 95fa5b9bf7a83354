package report

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// read returns an array of testdata/report.
func read(t *testing.T, name string) ([]int, []float32) {
	t.Helper()
	f, err := os.Open("../testdata/report/" + name + ".npy")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	shape, data, err := ReadNPY(f)
	if err != nil {
		t.Fatal(err)
	}
	return shape, data
}

// TestViews compares with PAIR-code/saliency's. It sums in float32 too; 1e-6 of
// a range of 1 is a few roundings.
func TestViews(t *testing.T) {
	shape, data := read(t, "grad")
	m := Map{[3]int(shape), data}
	for name, view := range map[string]func(Map, float64) (Heatmap, error){"vis_gray_grad": Grayscale, "vis_div_grad": Diverging} {
		got, err := view(m, DefaultPercentile)
		if err != nil {
			t.Fatal(err)
		}
		_, want := read(t, name)
		for i := range want {
			if math.Abs(float64(got.Data[i]-want[i])) > 1e-6 {
				t.Errorf("%s: pixel %d is %v, want %v", name, i, got.Data[i], want[i])
			}
		}
	}
}

func TestViewErrors(t *testing.T) {
	nan := float32(math.NaN())
	for want, m := range map[string]Map{
		"a map of shape [2 2 3] has 5 elements":        {[3]int{2, 2, 3}, make([]float32, 5)},
		"a map of shape [0 2 3] has 0 elements":        {[3]int{0, 2, 3}, nil},
		"the map is NaN at row 1, column 0, channel 1": {[3]int{2, 1, 2}, []float32{0, 0, 0, nan}},
	} {
		if _, err := Grayscale(m, 99); fmt.Sprint(err) != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestMapWithoutContrastIsBlack(t *testing.T) {
	h, err := Grayscale(Map{[3]int{1, 2, 1}, []float32{3, 3}}, 99)
	if diff := cmp.Diff([]float32{0, 0}, h.Data); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestNPYRoundTrip(t *testing.T) {
	for _, shape := range [][]int{{}, {0}, {3}, {2, 3}, {2, 1, 3, 4}} {
		n := 1
		for _, d := range shape {
			n *= d
		}
		data := make([]float32, n)
		for i := range data {
			data[i] = float32(i) / 3
		}
		var b bytes.Buffer
		if err := WriteNPY(&b, shape, data); err != nil {
			t.Fatal(err)
		}
		if at := b.Len() - 4*n; at%64 != 0 {
			t.Errorf("shape %v: the data starts at byte %d, not at a multiple of 64", shape, at)
		}
		gotShape, got, err := ReadNPY(&b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(shape, gotShape) + cmp.Diff(data, got); diff != "" {
			t.Errorf("shape %v: %s", shape, diff)
		}
	}
}

// npy is an array with a header of version 1.
func npy(header string, data ...byte) string {
	return npyMagic + "\x01\x00" + string([]byte{byte(len(header)), byte(len(header) >> 8)}) + header + string(data)
}

func TestNPYErrors(t *testing.T) {
	head := func(descr, order, shape string) string {
		return fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n", descr, order, shape)
	}
	for want, file := range map[string]string{
		"it is not a .npy array":                                                 "plain text, long enough",
		"the .npy array is truncated":                                            npyMagic + "\x01\x00\xff\x00short",
		"the header of the .npy array is damaged":                                npy("nothing"),
		"the shape of the .npy array is damaged":                                 npy(head("<f4", "False", "(2, x)")),
		"the .npy array of shape (9999999999,) is too large":                     npy(head("<f4", "False", "(9999999999,)")),
		"the .npy array is in Fortran order: save numpy.ascontiguousarray of it": npy(head("<f4", "True", "(1,)")),
		`the .npy array has elements of type "<c8": save it as float32`:          npy(head("<c8", "False", "(1,)")),
		"the .npy array of shape [2] needs 8 bytes, the file has 4 or more":      npy(head("<f4", "False", "(2,)"), 0, 0, 0, 0),
		"the .npy array of shape [1] needs 4 bytes, the file has 5 or more":      npy(head("<f4", "False", "(1,)"), 0, 0, 0, 0, 0, 0),
	} {
		if _, _, err := ReadNPY(bytes.NewReader([]byte(file))); fmt.Sprint(err) != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func FuzzReadNPY(f *testing.F) {
	f.Add([]byte(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1), }\n", 0, 0, 0, 0, 0, 0, 0, 0)))
	f.Fuzz(func(t *testing.T, file []byte) {
		shape, data, err := ReadNPY(bytes.NewReader(file))
		n := 1
		for _, d := range shape {
			n *= d
		}
		if err == nil && n != len(data) {
			t.Errorf("shape %v with %d elements", shape, len(data))
		}
	})
}

func TestPNGTexts(t *testing.T) {
	want := []Text{{"Method", "grad"}, {"Class", "Ägyptische Katze ☂"}, {"Empty", ""}}
	var b bytes.Buffer
	if err := WritePNG(&b, image.NewGray(image.Rect(0, 0, 3, 2)), want); err != nil {
		t.Fatal(err)
	}
	if img, _, err := image.Decode(bytes.NewReader(b.Bytes())); err != nil || img.Bounds().Dx() != 3 {
		t.Errorf("the picture is damaged: %v", err)
	}
	got, err := ReadTexts(&b)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if err := WritePNG(io.Discard, image.NewGray(image.Rect(0, 0, 1, 1)), []Text{{"", "x"}}); err == nil {
		t.Error("a text without a keyword is written")
	}
}

func FuzzReadTexts(f *testing.F) {
	f.Add([]byte(pngSignature + "\x00\x00\x00\x07iTXtK\x00\x00\x00\x00\x00vABCD"))
	f.Fuzz(func(t *testing.T, file []byte) { ReadTexts(bytes.NewReader(file)) })
}

func TestFigure(t *testing.T) {
	cell := Heatmap{2, 2, []float32{0, 1, 0, 1}}
	f := Figure{
		Title: "t", Image: image.NewGray(image.Rect(0, 0, 2, 2)), Columns: []string{"one", "two"},
		Rows: []Row{{"plain", []Heatmap{cell, cell}}, {"mask", []Heatmap{cell, cell}}},
	}
	img, err := f.Render()
	if err != nil {
		t.Fatal(err)
	}
	// Cells of 2 pixels are drawn with 160; a row is cells, label and gap.
	if want := image.Pt(gap+3*(160+gap), gap+labelHeight+2*(160+labelHeight+gap)); img.Bounds().Size() != want {
		t.Errorf("size %v, want %v", img.Bounds().Size(), want)
	}
	at := func(column, row, x int) uint32 {
		r, _, _, _ := img.At(gap+column*(160+gap)+x, gap+labelHeight+row*(160+labelHeight+gap)+labelHeight+80).RGBA()
		return r
	}
	for row := range 2 {
		if at(0, row, 80) != 0 || at(1, row, 40) != 0 || at(1, row, 120) != 0xffff || at(2, row, 120) != 0xffff {
			t.Errorf("row %d: the cells are not where they belong", row)
		}
	}
}

func TestFigureErrors(t *testing.T) {
	for want, f := range map[string]Figure{
		errNoCells.Error():                                 {},
		`row "plain" has 0 cells for 1 columns`:            {Columns: []string{"grad"}, Rows: []Row{{Label: "plain"}}},
		`row "plain", column "grad": the heatmap is empty`: {Columns: []string{"grad"}, Rows: []Row{{"plain", []Heatmap{{}}}}},
	} {
		if _, err := f.Render(); fmt.Sprint(err) != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestWriteFileIsAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	write := func(content string, fail error) error {
		return WriteFile(path, func(w io.Writer) error {
			io.WriteString(w, content)
			return fail
		})
	}
	if err := write("first", nil); err != nil {
		t.Fatal(err)
	}
	if err := write("second", errors.New("full")); fmt.Sprint(err) != "writing "+path+": full" {
		t.Error(err)
	}
	raw, _ := os.ReadFile(path)
	entries, _ := os.ReadDir(dir)
	if string(raw) != "first" || len(entries) != 1 {
		t.Errorf("%q, and %d files", raw, len(entries))
	}
}
