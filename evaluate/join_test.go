package evaluate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestJoin: images and rows of two runs are joined, each once; another image of the same
// name gets one of its own, and rows made differently are refused.
func TestJoin(t *testing.T) {
	dir := t.TempDir()
	row := func(image string, v float64) Row { return Row{Key{image, "grad", "plain", none, "gini"}, v} }
	one, two, out := filepath.Join(dir, "1"), filepath.Join(dir, "2"), filepath.Join(dir, "out")
	f := File{Version: Version, Complete: true, Model: Model{SHA256: "m"}, Made: Made{Target: "top1"}, Asked: Asked{Methods: []string{"grad"}}}
	f.Images = []Image{{Name: "a", SHA256: "1"}, {Name: "b", SHA256: "2"}}
	writeRun(t, one, f, row("a", 1), row("b", 2))
	f.Images = []Image{{Name: "a", SHA256: "3"}, {Name: "b", SHA256: "2"}, {Name: "c", SHA256: "4"}}
	writeRun(t, two, f, row("a", 3), row("b", 2), row("c", 4))
	n, complete, err := Join([]string{one, two}, out)
	if err != nil || n != 4 || !complete {
		t.Fatalf("%d images, complete %v, error %v", n, complete, err)
	}
	rows, err := ReadRows(out)
	if diff := cmp.Diff([]Row{row("a", 1), row("b", 2), row("a-2", 3), row("c", 4)}, rows); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	if _, _, err := Join([]string{one}, out); err == nil || err.Error() != "output "+out+" is not empty" {
		t.Errorf("to a directory that is not empty: %v", err)
	}
	f.Made.Target = "3"
	other := filepath.Join(dir, "3")
	writeRun(t, other, f)
	want := other + " holds rows that were made differently: target was top1, is 3"
	if _, _, err := Join([]string{one, other}, filepath.Join(dir, "x")); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func writeRun(t *testing.T, dir string, f File, rows ...Row) {
	t.Helper()
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := f.Write(dir); err != nil {
		t.Fatal(err)
	}
	to, err := openTable(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer to.close()
	if err := to.add(rows...); err != nil {
		t.Fatal(err)
	}
}
