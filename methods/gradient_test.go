package methods

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	gr "tfreeze/graphrewrite"
)

var update = flag.Bool("update", false, "rewrite the golden texts")

func parse(t *testing.T, text string) *gr.Graph {
	t.Helper()
	g, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// differentiate emits, in scope g, the gradient of y with respect to x given dy,
// by the plain rules.
func differentiate(g *gr.Graph) (gr.Output, error) { return differentiateBy(g, nil) }

func differentiateBy(g *gr.Graph, own *Own) (gr.Output, error) {
	return Gradient(gr.Scope{Graph: g, Prefix: "g"}, g.Node("y").Out(0), g.Node("dy").Out(0), g.Node("x").Out(0), own)
}

// TestEmitted compares the nodes that Gradient emits with those of testdata; in
// files named fast_*, by the fast rules, and in those named deeplift_*, by
// DeepLIFT's for max-pools, with the reference at xr.
func TestEmitted(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden texts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { testEmitted(t, file) })
	}
}

func testEmitted(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g := parse(t, string(archive.Files[0].Data))
	own := &Own{}
	if strings.HasPrefix(filepath.Base(file), "fast_") {
		own.Fast = NewFast(gr.Scope{Graph: g, Prefix: "g"})
	}
	if strings.HasPrefix(filepath.Base(file), "deeplift_") {
		own.Ops = maxPoolRules(referenceAt(t, g, "xr"))
	}
	dx, err := differentiateBy(g, own)
	if err != nil {
		t.Fatal(err)
	}
	got := emitted(t, g) + "dx = " + dx.String() + "\n"
	if *update {
		archive.Files[1].Data = []byte(got)
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// referenceAt evaluates y once more, at another point.
func referenceAt(t *testing.T, g *gr.Graph, point string) *gr.Copy {
	t.Helper()
	c := gr.NewCopy(gr.Scope{Graph: g, Prefix: "reference"}, map[gr.Output]gr.Output{g.Node("x").Out(0): g.Node(point).Out(0)})
	if err := c.Add(g.Node("y").Out(0)); err != nil {
		t.Fatal(err)
	}
	return c
}

func emitted(t *testing.T, g *gr.Graph) string {
	t.Helper()
	return textOf(t, g, func(name string) bool { return inScope(name, "g") })
}
