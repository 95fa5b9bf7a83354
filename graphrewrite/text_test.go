package graphrewrite

import (
	"bytes"
	"compress/gzip"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"google.golang.org/protobuf/proto"
)

var update = flag.Bool("update", false, "rewrite the golden texts")

func parse(t *testing.T, s string) *Graph {
	t.Helper()
	g, err := Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func format(t *testing.T, g *Graph) string {
	t.Helper()
	var b strings.Builder
	if err := g.Format(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tinyGraph(t *testing.T) *graphpb.GraphDef { return readGraph(t, "tiny/frozen.pb") }

func readGraph(t *testing.T, file string) *graphpb.GraphDef {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(file) == ".gz" {
		raw = unzip(t, raw)
	}
	var def graphpb.GraphDef
	if err := proto.Unmarshal(raw, &def); err != nil {
		t.Fatal(err)
	}
	return &def
}

func unzip(t *testing.T, raw []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if raw, err = io.ReadAll(z); err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestOrderOfNodesMeansNothing(t *testing.T) {
	def := tinyGraph(t)
	g, err := FromProto(def)
	if err != nil {
		t.Fatal(err)
	}
	want := format(t, g)
	for range 10 {
		rand.Shuffle(len(def.Node), func(i, j int) { def.Node[i], def.Node[j] = def.Node[j], def.Node[i] })
		g, err := FromProto(def)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, format(t, g)); diff != "" {
			t.Fatalf("the text depends on the order:\n%s", diff)
		}
	}
}

// TestPasses runs passes on the graphs of testdata. The name of a file begins with its
// pass. It holds the section before, functions if there are any, and the section after,
// which the pass makes of the graph.
func TestPasses(t *testing.T) {
	passes := map[string]func(*Graph) error{
		"freeze": func(g *Graph) error {
			found, _, err := g.Activations(g.Node("x").Out(0), g.Node("y").Out(0))
			if err == nil {
				_, err = Freeze(g, found)
			}
			return err
		},
		// activations replaces the graph by nodes that show what was found.
		"activations": func(g *Graph) error {
			found, gates, err := g.Activations(g.Node("x").Out(0), g.Node("y").Out(0))
			s := Scope{New(), "found"}
			for _, a := range found {
				s.Op(a.Kind, a.Input.Node.Name+"-to-"+a.Output.Node.Name, Type{}, nil)
			}
			for _, a := range gates {
				s.Op("Gate", a.Output.Node.Name, Type{}, nil)
			}
			if err == nil {
				unknown, _ := g.Unknown(g.Node("x").Out(0), g.Node("y").Out(0), append(found, gates...)...)
				for _, a := range unknown {
					s.Op("Unknown", a.Input.Node.Name+"-to-"+a.Output.Node.Name+" "+a.Kind, Type{}, nil)
				}
			}
			*g = *s.Graph
			return err
		},
		// own replaces the graph by the activations that make the score itself.
		"own": func(g *Graph) error {
			found, _, err := g.Activations(g.Node("x").Out(0), g.Node("y").Out(0))
			s := Scope{New(), "own"}
			for _, a := range found {
				if a.Own {
					s.Op(a.Kind, a.Output.Node.Name, Type{}, nil)
				}
			}
			*g = *s.Graph
			return err
		},
		"inference": func(g *Graph) error { return noted(g, FoldInference(g, inferenceOf(g))) },
		"rates":     func(g *Graph) error { return noted(g, FoldRates(g, inferenceOf(g))) },
		"random": func(g *Graph) error {
			folded, err := FoldRandom(g, g.Node("y"), g.Node("x").Out(0))
			for _, d := range g.Draws(g.Node("y"), g.Node("x").Out(0)) {
				folded = append(folded, Folded{Node: d.Node.Name, Why: "draws by " + d.Op})
			}
			if err == nil {
				err = noted(g, folded)
			}
			g.Prune(g.Node("y"))
			return err
		},
		"selects": func(g *Graph) error { FoldSelects(g); return nil },
		"switches": func(g *Graph) error {
			_, err := FoldSwitches(g)
			g.Prune(g.Node("y"))
			return err
		},
		// odd changes nothing: its cases are about the text.
		"odd":    func(*Graph) error { return nil },
		"inline": func(g *Graph) error { _, err := Inline(g, opDefs, g.Node("y")); return err },
		"unroll": unrollAll,
		"widen": func(g *Graph) error {
			stay := map[*Node]bool{}
			if n := g.Node("restore"); n != nil {
				stay = Ancestors(n)
			}
			_, err := Widen(g, g.Node("x").Out(0), stay, wideOps)
			return err
		},
		"prune": func(g *Graph) error { g.Prune(g.Node("y")); return nil },
		"copy": func(g *Graph) error {
			c := NewCopy(Scope{g, "twin"}, map[Output]Output{g.Node("x").Out(0): g.Node("other").Out(0)})
			return c.Add(g.Node("y").Out(0))
		},
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden texts: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		run := passes[strings.Split(name, "_")[0]]
		if run == nil {
			t.Fatalf("%s is named like no pass", file)
		}
		t.Run(name, func(t *testing.T) { testPass(t, file, run) })
	}
}

func testPass(t *testing.T, file string, run func(*Graph) error) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	after := len(archive.Files)
	if after > 1 && archive.Files[after-1].Name == "after" {
		after--
	}
	g := parse(t, string(archive.Files[0].Data))
	g.Library = &functionpb.FunctionDefLibrary{}
	for _, f := range archive.Files[1:after] {
		g.Library.Function = append(g.Library.Function, parseFunction(t, strings.TrimPrefix(f.Name, "function "), string(f.Data)))
	}
	if text := format(t, g); format(t, parse(t, text)) != text {
		t.Errorf("the text changes when it is read back:\n%s", text)
	}
	got := ""
	if err := Run(g, Pass{"test", run}); err != nil {
		got = err.Error() + "\n"
	} else {
		got = format(t, g)
	}
	if *update {
		archive.Files = append(archive.Files[:after], txtar.File{Name: "after", Data: []byte(got)})
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if after == len(archive.Files) {
		t.Fatal("a golden has the sections before and after: run with -update")
	}
	if diff := cmp.Diff(string(archive.Files[after].Data), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
