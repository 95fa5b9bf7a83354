package inputs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadList(t *testing.T) {
	for name, c := range map[string]struct {
		list string
		want []Item
	}{
		"lines":          {"a.png\nb c.png\r\n\n/x/d,e.png", []Item{{Path: "a.png"}, {Path: "b c.png"}, {Path: "/x/d,e.png"}}},
		"zero bytes":     {"a\nb.png\x00c.png\x00", []Item{{Path: "a\nb.png"}, {Path: "c.png"}}},
		"csv":            {"id,file,target\n1,\"a,b.png\",tabby\n2,c.png,\n", []Item{{"a,b.png", "tabby"}, {Path: "c.png"}}},
		"csv, no target": {"\ufefffile\r\na.png\r\n", []Item{{Path: "a.png"}}},
		"spaces":         {"file, target\na.png, 3\n", []Item{{"a.png", "3"}}},
		"empty":          {"\n\n", nil},
	} {
		got, err := ReadList(strings.NewReader(c.list))
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: error %v (-want +got):\n%s", name, err, diff)
		}
	}
}

func TestReadListRefuses(t *testing.T) {
	for list, want := range map[string]string{
		"file,target\na.png\n":     "record on line 2: wrong number of fields",
		"file,target\na.png,1\n,2": "line 3 has no file",
		"file,targte\na.png,tabby": `it has a column "targte": if that is what to explain, name it "target"`,
	} {
		if _, err := ReadList(strings.NewReader(list)); err == nil || err.Error() != want {
			t.Errorf("%q: error %v, want %s", list, err, want)
		}
	}
}

// TestExpandPattern: a pattern means the files that match, unless a file has that name.
func TestExpandPattern(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b/2.png", "b/c/1.png", "a.png", "[x].png"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for pattern, want := range map[string][]string{
		"**/*.png":      {"[x].png", "a.png", "b/2.png", "b/c/1.png"},
		"*/[12].png":    {"b/2.png"},
		"{a,b/2}.png":   {"a.png", "b/2.png"},
		"[x].png":       {"[x].png"},
		"no-such-*.png": nil,
		"[.png":         nil,
	} {
		got, err := Expand(filepath.Join(dir, pattern))
		for i := range got {
			got[i], _ = filepath.Rel(dir, got[i])
		}
		if diff := cmp.Diff(want, got); diff != "" || (err == nil) != (want != nil) {
			t.Errorf("%s: error %v (-want +got):\n%s", pattern, err, diff)
		}
	}
}
