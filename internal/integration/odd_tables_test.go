package integration

import (
	"os"
	"path/filepath"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// TestNamedClass: the model that gen writes still has the output that names the top
// class. Its table is not needed for any map.
func TestNamedClass(t *testing.T) {
	p, err := gen.Build(load(t, savedmodels.Source{Path: testdata + "odd/tables_tf1"}), gen.Options{Output: "scores"})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "generated")
	if err := gen.Write(p, dir); err != nil {
		t.Fatal(err)
	}
	m := load(t, savedmodels.Source{Path: dir})
	raw, err := m.GraphDef()
	if err != nil {
		t.Fatal(err)
	}
	s, err := tensorflow.Open(raw, (*tensorflow.Weights)(m.Weights), tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	x, err := tensorflow.New([]int64{1, 7}, make([]float32, 7))
	if err != nil {
		t.Fatal(err)
	}
	// A table that has not been filled is an error.
	signature, _ := m.Signature(savedmodels.SignatureDefault)
	if _, err := s.Run(map[string]*tensorflow.Tensor{"x:0": x}, []string{signature.Outputs["label"].String()}); err != nil {
		t.Error(err)
	}
}

// TestFrozenTables: a frozen GraphDef does not store the files that fill its tables,
// but it has the ops that do, and it names the file.
func TestFrozenTables(t *testing.T) {
	t.Chdir(testdata + "odd/tables_tf1/assets")
	m := load(t, savedmodels.Source{Path: "../../tables_tf1.pb"})
	if _, err := gen.Build(m, gen.Options{Output: "add_1:0"}); err != nil {
		t.Fatal(err)
	}
	compareTables(t, m, explain.Options{}, readArrays(t, "../../tables_tf1.npz"))
}

// TestTables explains models whose lookup tables are filled by the initialisation, from
// assets and from the checkpoint, in memory and as gen writes them.
func TestTables(t *testing.T) {
	word := explain.Options{Feeds: map[string]explain.Feed{"word": {Text: "bee"}}}
	for _, c := range []struct {
		name   string
		build  gen.Options
		open   explain.Options
		assets []string
	}{
		{"tables", gen.Options{Input: "x"}, word, []string{"words.txt"}},
		{"tables_tf1", gen.Options{Output: "scores"}, explain.Options{}, []string{"1_words.txt", "words.txt"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			recorded := readArrays(t, testdata+"odd/"+c.name+".npz")
			m := load(t, savedmodels.Source{Path: testdata + "odd/" + c.name})
			p, err := gen.Build(m, c.build)
			if err != nil {
				t.Fatal(err)
			}
			compareTables(t, m, c.open, recorded)
			dir := filepath.Join(t.TempDir(), "generated")
			if err := gen.Write(p, dir); err != nil {
				t.Fatal(err)
			}
			compareTables(t, load(t, savedmodels.Source{Path: dir}), c.open, recorded)
			compareFiles(t, filepath.Join(dir, "assets"), c.assets)
		})
	}
}

func compareTables(t *testing.T, m *savedmodels.Model, o explain.Options, recorded map[string]array) {
	t.Helper()
	e, err := explain.Open(m, o)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	compareOddMaps(t, e, recorded, oddTolerance)
}

func compareFiles(t *testing.T, dir string, want []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if len(got) != len(want) {
		t.Fatalf("the assets are %q, want %q", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("the assets are %q, want %q", got, want)
		}
	}
}
