package bindings

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// goVersion is the oldest Go that generated code must build with.
const goVersion = "1.21"

// TestVet: go vet finds nothing in the packages of all cases. They are in a module of
// their own that requires the binding alone.
func TestVet(t *testing.T) {
	dir := t.TempDir()
	for _, file := range cases(t) {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, name := caseModel(t, archive)
		files, _, err := Make(m, name)
		if err != nil {
			continue
		}
		if err := Write(filepath.Join(dir, strings.TrimSuffix(filepath.Base(file), ".txtar")), files); err != nil {
			t.Fatal(err)
		}
	}
	writeModule(t, dir)
	vet := exec.Command("go", "vet", "-mod=mod", "./...")
	vet.Dir = dir
	vet.Env = append(os.Environ(), "GOFLAGS=", "GOPROXY=off", "GOWORK=off")
	if out, err := vet.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// writeModule writes a go.mod that requires the binding in the version that this module
// requires.
func writeModule(t *testing.T, dir string) {
	t.Helper()
	ours, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("module cases\n\ngo %s\n\n", goVersion)
	for line := range strings.Lines(string(ours)) {
		if strings.HasPrefix(line, "\t"+tfImport+" ") || strings.HasPrefix(line, "\tgoogle.golang.org/protobuf ") {
			text += "require " + strings.TrimSpace(line) + "\n"
		}
	}
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"go.mod": text, "go.sum": string(sums)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
