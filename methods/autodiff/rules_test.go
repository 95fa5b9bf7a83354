package autodiff

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/internal/graphtest"
)

// TestRules compares what each rule of the table emits with testdata/rules. A file
// begins with the nodes that all its sections read. A section holds y, computed from x,
// then an empty line and the gradient.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	ruled := map[string]bool{}
	for _, op := range gr.Identities() {
		ruled[op] = true
	}
	for _, file := range files {
		testRules(t, file, ruled)
	}
	for _, op := range slices.Sorted(maps.Keys(ops)) {
		if ops[op].rule != nil && !ruled[op] {
			t.Errorf("no section of testdata/rules has %s", op)
		}
	}
}

func testRules(t *testing.T, file string, ruled map[string]bool) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	given := string(archive.Files[0].Data)
	for i := range archive.Files[1:] {
		section := &archive.Files[i+1]
		t.Run(section.Name, func(t *testing.T) {
			graph, want, _ := strings.Cut(string(section.Data), "\n\n")
			g := graphtest.Parse(t, given+graph)
			for n := range gr.Ancestors(g.Node("y")) {
				ruled[n.Op] = true
			}
			graph, got := strings.TrimSpace(graph), gradientText(t, g)
			if graphtest.Updating() {
				section.Data = []byte(graph + "\n\n" + got)
			} else if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if graphtest.Updating() {
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// gradientText differentiates y, and returns the nodes that this adds and the name of
// the gradient.
func gradientText(t *testing.T, g *gr.Graph) string {
	t.Helper()
	gr.Scope{Graph: g}.Op("Placeholder", "dy", g.Node("y").Out(0).Type(), nil)
	dx, err := differentiate(g)
	if err != nil {
		t.Fatal(err)
	}
	return graphtest.Text(t, g, func(name string) bool { return graphtest.InScope(name, "g") }) + "dx = " + dx.String() + "\n"
}
