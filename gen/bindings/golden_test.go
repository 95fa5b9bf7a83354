package bindings

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden texts")

// TestGoldens: a case holds a model (see model_test.go) and what Make returns for it,
// either the files that its sections name or the error.
func TestGoldens(t *testing.T) {
	for _, file := range cases(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { testGolden(t, file) })
	}
}

func cases(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	return files
}

func testGolden(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before := txtar.Format(archive)
	made := makeCase(t, archive)
	for i, section := range archive.Files {
		if strings.HasSuffix(section.Name, ".go") || section.Name == "error" {
			archive.Files[i].Data = []byte(made[section.Name])
		}
	}
	after := txtar.Format(archive)
	if *update {
		if err := os.WriteFile(file, after, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(before), string(after)); diff != "" {
		t.Errorf("run with -update if this is intended:\n%s", diff)
	}
}

// makeCase makes the package twice, and compares the bytes.
func makeCase(t *testing.T, archive *txtar.Archive) map[string]string {
	t.Helper()
	m, name := caseModel(t, archive)
	files, _, err := Make(m, name)
	if err != nil {
		return map[string]string{"error": err.Error() + "\n"}
	}
	again, _, err := Make(m, name)
	if err != nil || !slices.EqualFunc(files, again, func(a, b File) bool { return a.Name == b.Name && bytes.Equal(a.Text, b.Text) }) {
		t.Errorf("the second package differs from the first: %v", err)
	}
	made := map[string]string{"error": ""}
	for _, f := range files {
		made[f.Name] = string(f.Text)
	}
	return made
}

// called lists the packages that other tests call.
var called = []string{"served", "open", "first", "positions"}

// TestCalled: the packages that other tests call are what Make writes.
func TestCalled(t *testing.T) {
	for _, name := range called {
		dir := filepath.Join("testdata", name)
		m, _ := readCase(t, filepath.Join(dir, name+".txtar"))
		files, _, err := Make(m, name)
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			err = Write(dir, files)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(filepath.Join(dir, f.Name))
			if diff := cmp.Diff(string(text), string(f.Text)); err != nil || diff != "" {
				t.Error(fmt.Sprint(err, diff))
			}
		}
	}
}
