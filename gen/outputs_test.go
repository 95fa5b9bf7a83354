package gen

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	gr "tfreeze/graphrewrite"
)

// TestOutputs lists the inputs of the graphs of testdata/outputs, and their outputs given
// the input x.
func TestOutputs(t *testing.T) {
	files, err := filepath.Glob("testdata/outputs/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden texts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := string(txtar.Format(archive))
			archive.Files = append(archive.Files[:1], txtar.File{Name: "candidates", Data: []byte(candidatesIn(t, string(archive.Files[0].Data)))})
			got := string(txtar.Format(archive))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func candidatesIn(t *testing.T, text string) string {
	t.Helper()
	g, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := inferTypes(g); err != nil {
		t.Fatal(err)
	}
	inputs, err := fedInputs(g)
	if err != nil {
		t.Fatal(err)
	}
	training, err := trainingOf(g)
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := outputs(g, training, g.Node("x").Out(0))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, text := range texts(inputs) {
		b.WriteString("input  " + text + "\n")
	}
	for _, text := range texts(outputs) {
		b.WriteString("output " + text + "\n")
	}
	return b.String()
}
