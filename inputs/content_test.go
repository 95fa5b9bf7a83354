package inputs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/savedmodels"
)

// TestContent: content that was fetched makes the input that its file makes, under the
// path that it was fetched from.
func TestContent(t *testing.T) {
	r := &Reader{Shape: []int64{32, 32, 3}, Recipe: &savedmodels.Recipe{Name: "none", Scale: 1, Std: [3]float64{1, 1, 1}}}
	photo := filepath.Join("..", "testdata", "photos", "chelsea.png")
	content, err := os.ReadFile(photo)
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.File(photo)
	if err != nil {
		t.Fatal(err)
	}
	const url = "s3://bucket/photos/cat.png"
	got, err := r.Content(url, content)
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []*Input{want[0], got[0]} {
		if err := in.Load(); err != nil {
			t.Fatal(err)
		}
	}
	if got[0].Path != url || got[0].Name != "cat" || got[0].Hash() != want[0].Hash() {
		t.Errorf("%s, %s, hash %s, want that of %s", got[0].Path, got[0].Name, got[0].Hash(), want[0].Hash())
	}
	if diff := cmp.Diff(want[0].X, got[0].X); diff != "" {
		t.Errorf("(-file +content):\n%s", diff)
	}
	if p, err := got[0].Photo(32, 32); err != nil || p == nil {
		t.Errorf("the photo: %v", err)
	}
	if _, err := r.Content(url, nil); err == nil || err.Error() != "it is an empty file, of 0 bytes, not an image or an array" {
		t.Errorf("without content: %v", err)
	}
}

// TestContentOfArchive: FILE.npz:KEY names an array of an archive that was fetched.
func TestContentOfArchive(t *testing.T) {
	path := filepath.Join("..", "testdata", "arrays", "two.npz")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	names := func(all []*Input, err error) string {
		text := fmt.Sprint(err)
		for _, in := range all {
			text += " " + in.Name + " " + in.Hash()
		}
		return text
	}
	r := &Reader{}
	for _, key := range []string{"", ":x", ":none"} {
		want := strings.ReplaceAll(names(r.File(path+key)), path, "gs://b/two.npz")
		if got := names(r.Content("gs://b/two.npz"+key, content)); got != want {
			t.Errorf("key %q: %s, want %s", key, got, want)
		}
	}
}
