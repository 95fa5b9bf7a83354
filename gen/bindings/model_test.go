package bindings

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

func readCase(t *testing.T, file string) (*savedmodels.Model, string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return caseModel(t, archive)
}

// caseModel reads a model from the sections of an archive. Section graph holds it in
// the IR's text form. Section signatures has the lines "signature NAME", "input KEY
// TENSOR" and "output KEY TENSOR", with quoted names. Optional sections are labels.txt,
// preprocess, layout, and package, the package's name.
func caseModel(t *testing.T, archive *txtar.Archive) (*savedmodels.Model, string) {
	t.Helper()
	m, name := &savedmodels.Model{}, "model"
	for _, section := range archive.Files {
		text := string(section.Data)
		var err error
		switch section.Name {
		case "package":
			name = strings.TrimSpace(text)
		case "graph":
			m.Graph, err = gr.Parse(strings.NewReader(text))
		case "signatures":
			readSignatures(t, m, text)
		case "labels.txt":
			m.Card.Labels = filepath.Join(t.TempDir(), "labels.txt")
			err = os.WriteFile(m.Card.Labels, section.Data, 0o644)
		case "layout":
			m.Card.Generated = &savedmodels.Generated{Layout: gr.Layout(strings.TrimSpace(text))}
		case "preprocess":
			m.Card.Preprocess = &savedmodels.Recipe{}
			err = json.Unmarshal(section.Data, m.Card.Preprocess)
		}
		if err != nil {
			t.Fatalf("%s: %v", section.Name, err)
		}
	}
	return m, name
}

func readSignatures(t *testing.T, m *savedmodels.Model, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		what, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			t.Fatalf("signatures: %q: %v", line, err)
		}
		name, err := strconv.Unquote(quoted)
		if err != nil {
			t.Fatal(err)
		}
		if what == "signature" {
			m.Signatures = append(m.Signatures, gr.Signature{Name: name, Inputs: map[string]gr.Output{}, Outputs: map[string]gr.Output{}})
			continue
		}
		o, err := m.Graph.Output(strings.Trim(rest[len(quoted):], " \""))
		if err != nil {
			t.Fatal(err)
		}
		s := m.Signatures[len(m.Signatures)-1]
		map[string]map[string]gr.Output{"input": s.Inputs, "output": s.Outputs}[what][name] = o
	}
}
