package graphrewrite

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

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

func tinyGraph(t *testing.T) *graphpb.GraphDef {
	t.Helper()
	raw, err := os.ReadFile("../testdata/tiny/frozen.pb")
	if err != nil {
		t.Fatal(err)
	}
	var def graphpb.GraphDef
	if err := proto.Unmarshal(raw, &def); err != nil {
		t.Fatal(err)
	}
	return &def
}

const everyAttribute = `a = Op() {b=true f=1.5 i=-3 inf=+Inf l=[1, 2] lb=[true, false] le=[] lf=[1.0, 2.5] ls=["x", "y\xff"] lsh=[shape[1], shape[...]] lt=[float, int32] n=none nan=NaN s="q\"" sh=shape[?,3] t=float[2]{1.0, -2.5} ti=int32[]{7} tl=int64[1]{9} tb=bool[2]{true, false} td=double[1]{0.5} ty=float_ref} @"/device:CPU:0" -> float[?,3], int32[...], bool[]
b = Call(a, a:2, ^a) {f=func "g"{T=float n=3}}
`

func TestTextRoundTrip(t *testing.T) {
	text := format(t, parse(t, everyAttribute))
	if diff := cmp.Diff(text, format(t, parse(t, text))); diff != "" {
		t.Errorf("a second round differs (-first +second):\n%s", diff)
	}
	for _, part := range strings.Fields(everyAttribute) {
		if !strings.Contains(text, part) {
			t.Errorf("%s is lost in:\n%s", part, text)
		}
	}
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
	back, err := g.Proto()
	if err != nil {
		t.Fatal(err)
	}
	again, err := FromProto(back)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, format(t, again)); diff != "" {
		t.Errorf("the proto loses something:\n%s", diff)
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a = Op(":                          `line 1: a name is expected at ""`,
		"a":                                `line 1: "=" is expected at ""`,
		"\n# x\na = Op() {T=flaot}":        `line 3: a type or a value is expected at "flaot}"`,
		"a = Op() junk":                    `line 1: nothing more is expected at "junk"`,
		"a = Op() {t=float[2]{1.0}}":       `line 1: 4 bytes for 2 elements of type float`,
		"a = Op() {t=int32[1]{1.5}}":       `line 1: an element of type int32 before this is expected at "}}"`,
		"a = Op() {t=float[9]{sha256}":     `line 1: the elements of a tensor, not its hash, is expected at "sha256}"`,
		"a = Op()\na = Op()":               `line 2: node "a" (Op): the name is taken`,
		"a = Op(b)":                        `node "a" (Op): its input "b" is not in the graph`,
		"a = Op(^b)":                       `node "a" (Op): its input "^b" is not in the graph`,
		"a = Op(a:x)":                      `node "a" (Op): "a:x" is not the name of a tensor`,
		"a = Op(^b, b)\nb = Op()":          `node "a" (Op): input "b" stands after a control input`,
		"a = Op(b:1)\nb = Op() -> float[]": `node "a" (Op): input 0: node "b" (Op) has no output 1`,
		"a = Op(b)\nb = Op(c)\nc = Op(^b)": `node "b" (Op): the node depends on itself`,
	} {
		if _, err := Parse(strings.NewReader(text)); fmt.Sprint(err) != want {
			t.Errorf("%q:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(everyAttribute)
	f.Add("a = Op(a:1, ^b)")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		once := format(t, g)
		if again := format(t, parse(t, once)); again != once {
			t.Errorf("%q becomes %q", once, again)
		}
	})
}

// TestPasses runs each pass on the graphs of testdata: a file holds the section
// before, and the section after that the pass named like the file makes of it.
func TestPasses(t *testing.T) {
	passes := map[string]func(*Graph) error{
		"freeze": func(g *Graph) error {
			found, _, err := g.Activations(g.Node("x").Out(0), g.Node("y").Out(0))
			if err == nil {
				_, err = Freeze(g, found)
			}
			return err
		},
		// activations says what is found, in place of changing the graph.
		"activations": func(g *Graph) error {
			found, gates, err := g.Activations(g.Node("x").Out(0), g.Node("y").Out(0))
			s := Scope{New(), "found"}
			for _, a := range found {
				s.Op(a.Kind, a.Input.Node.Name+"-to-"+a.Output.Node.Name, Type{}, nil)
			}
			for _, n := range gates {
				s.Op("Gate", n.Name, Type{}, nil)
			}
			*g = *s.Graph
			return err
		},
		"inference": func(g *Graph) error { SettleInference(g, g.Node("x")); return nil },
		"prune":     func(g *Graph) error { g.Prune(g.Node("y")); return nil },
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
		t.Run(name, func(t *testing.T) { testPass(t, file, passes[strings.Split(name, "_")[0]]) })
	}
}

func testPass(t *testing.T, file string, run func(*Graph) error) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g := parse(t, string(archive.Files[0].Data))
	got := ""
	if err := Run(g, Pass{"test", run}); err != nil {
		got = err.Error() + "\n"
	} else {
		got = format(t, g)
	}
	if *update {
		archive.Files = append(archive.Files[:1], txtar.File{Name: "after", Data: []byte(got)})
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(archive.Files[1].Data), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
