package evaluate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	j, err := Join([]string{one, two}, out)
	if err != nil || j.Images != 4 || j.Measured != 4 || !j.Complete() {
		t.Fatalf("%+v, error %v", j, err)
	}
	rows, err := ReadRows(out)
	if diff := cmp.Diff([]Row{row("a", 1), row("b", 2), row("a-2", 3), row("c", 4)}, rows); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
	full := filepath.Join(dir, "full", "photo.png")
	if err := errors.Join(os.Mkdir(filepath.Dir(full), 0o755), os.WriteFile(full, nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := Join([]string{one}, filepath.Dir(full)); err == nil || err.Error() != "output "+filepath.Dir(full)+" is not empty" {
		t.Errorf("to a directory that is not empty: %v", err)
	}
	if _, err := Join([]string{two}, one); err == nil || err.Error() != "output "+one+" holds a run: write elsewhere with --out" {
		t.Errorf("to a run: %v", err)
	}
	f.Made.Target = "3"
	other := filepath.Join(dir, "3")
	writeRun(t, other, f)
	want := other + " holds rows that were made differently: target was top1, is 3"
	if _, err := Join([]string{one, other}, filepath.Join(dir, "x")); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestMissing: of shards that have not ended, the images without all rows are named, and so
// is a shard that nobody has. A limit of a metric counts in the whole list.
func TestMissing(t *testing.T) {
	dir := t.TempDir()
	row := func(image, metric string) Row { return Row{Key{image, "grad", "plain", none, metric}, 1} }
	f := File{Version: Version, Model: Model{SHA256: "m"}, Asked: Asked{Methods: []string{"grad"}, Variants: []string{"plain"}, Metrics: []string{"gini", "max_sensitivity:3"}}}
	shard := func(i int, list string) string {
		f.Shard = &Shard{Index: i, Count: 3, Images: 6, SHA256: list}
		return filepath.Join(dir, fmt.Sprint(i))
	}
	controls := func(image string) []Row {
		return []Row{{Key{image, RandomMap, Control, none, "gini"}, 1}, {Key{image, EdgeMap, Control, none, "gini"}, 1}}
	}
	f.Images = []Image{{Name: "a", File: "a.png", SHA256: "1", Place: 0}, {Name: "b", File: "b.png", SHA256: "2", Place: 2}, {Name: "c", File: "c.png", SHA256: "3", Place: 3}}
	writeRun(t, shard(0, "x"), f, append(slices.Concat(controls("a"), controls("b"), controls("c")), row("a", "gini"), row("a", "max_sensitivity"), row("b", "gini"), row("c", "gini"))...)
	f.Images, f.Complete = []Image{{Name: "d", File: "d.png", SHA256: "4", Place: 4}}, true
	writeRun(t, shard(2, "x"), f, append(controls("d"), row("d", "gini"))...)
	j, err := Join([]string{filepath.Join(dir, "0"), filepath.Join(dir, "2")}, filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	want := &Joined{Images: 4, Measured: 3, Lists: 1, Parts: []Part{{Name: "shard 0/3", Images: 3, Missing: []string{"b.png"}}, {Name: "shard 2/3", Images: 1}, {Name: "shard 1/3", Absent: true}}}
	if diff := cmp.Diff(want, j); diff != "" || j.Complete() {
		t.Errorf("complete %v (-want +got):\n%s", j.Complete(), diff)
	}
	writeRun(t, shard(1, "y"), f)
	if j, err = Join([]string{filepath.Join(dir, "1"), filepath.Join(dir, "2")}, filepath.Join(dir, "out")); err != nil || j.Lists != 2 || j.Complete() {
		t.Errorf("of two lists: %+v, error %v", j, err)
	}
	f.Shard.Count = 4
	writeRun(t, filepath.Join(dir, "3"), f)
	if _, err := Join([]string{filepath.Join(dir, "1"), filepath.Join(dir, "3")}, filepath.Join(dir, "out")); err == nil || !strings.Contains(err.Error(), "one of 4 shards, the first directory one of 3") {
		t.Errorf("of two divisions: %v", err)
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
