package gen

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

var update = flag.Bool("update", false, "rewrite the golden texts")

// TestScore says what of the outputs of testdata/score is explained, and what nodes
// that takes: a file holds a graph whose output is y, and the texts for both scores.
func TestScore(t *testing.T) {
	golden(t, "score", func(t *testing.T, graph string) (texts []txtar.File) {
		for _, score := range []Score{Logit, Probability} {
			texts = append(texts, txtar.File{Name: string(score), Data: []byte(scored(t, graph, score))})
		}
		return texts
	})
}

// golden compares the texts of the graphs in a folder of testdata with those that stand
// behind each graph, or rewrites them.
func golden(t *testing.T, folder string, texts func(t *testing.T, graph string) []txtar.File) {
	files, err := filepath.Glob("testdata/" + folder + "/*.txtar")
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
			archive.Files = append(archive.Files[:1:1], texts(t, string(archive.Files[0].Data))...)
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, string(txtar.Format(archive))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// scored is the tensor that is explained of y, with the nodes that are added for it.
func scored(t *testing.T, text string, score Score) string {
	t.Helper()
	g, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	y := g.Node("y").Out(0)
	s := &Subject{Output: y, Logits: y}
	b := &builder{model: &savedmodels.Model{Graph: g}, options: Options{Score: score}, subject: s}
	if err := b.score(g); err != nil {
		t.Fatal(err)
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	var all, added strings.Builder
	if err := g.Format(&all); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(all.String()) {
		if strings.HasPrefix(line, serving.Prefix) {
			added.WriteString(line)
		}
	}
	return fmt.Sprintf("%s %s, %s\n%s", s.Logits, s.Logits.Type(), s.Head, added.String())
}

// TestScoreIsBounded: heads that are joined again and again are not looked at for ever.
func TestScoreIsBounded(t *testing.T) {
	var text strings.Builder
	text.WriteString("x = Placeholder() -> float[?,1]\naxis = Const() {dtype=int32 value=int32[]{1}}\nc0 = Sigmoid(x) -> float[?,1]\n")
	for i := range 25 {
		fmt.Fprintf(&text, "c%d = ConcatV2(c%d, c%d, axis) {T=float N=2} -> float[?,?]\n", i+1, i, i)
	}
	fmt.Fprintf(&text, "y = Identity(c25) -> float[?,?]\n")
	if got, want := scored(t, text.String(), Logit), "y:0 float[?,?], the output itself\n"; got != want {
		t.Errorf("got %s", got)
	}
}
