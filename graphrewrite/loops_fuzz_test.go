package graphrewrite

import (
	"path/filepath"
	"strings"
	"testing"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	"github.com/rogpeppe/go-internal/txtar"
)

// FuzzLoops edits the graphs of testdata/unroll_*.txtar as the bytes say, and unrolls
// them: that must fail, keep loops, or leave a graph that passes Check.
func FuzzLoops(f *testing.F) {
	files, err := filepath.Glob("testdata/unroll_*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no graphs: %v", err)
	}
	for i := range files {
		for _, edits := range []string{"", "\x01\x02\x03", "\x07\x00\x05\x00\x0c\x01\x00\x03", strings.Repeat("\x05\x01\x09\x02", 8)} {
			f.Add(byte(i), []byte(edits))
		}
	}
	f.Fuzz(func(t *testing.T, which byte, edits []byte) {
		g := readLoops(t, files[int(which)%len(files)])
		(&loopEditor{bytecode{edits}, g}).edit()
		x, y := endsOf(g)
		if g.Check() != nil || x == nil {
			return
		}
		roots := []*Node{y}
		_, _, err := Unroll(g, Unrolling{Root: y, Given: x.Out(0), Keep: roots, Defs: loopDefs, Infer: func(g *Graph) error { return g.Check() }})
		if err == nil {
			if err := g.Check(); err != nil {
				t.Fatalf("%v in\n%s", err, format(t, g))
			}
		}
	})
}

func readLoops(t *testing.T, file string) *Graph {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	g := parse(t, string(archive.Files[0].Data))
	g.Library = &functionpb.FunctionDefLibrary{}
	for _, part := range archive.Files[1:] {
		if name, ok := strings.CutPrefix(part.Name, "function "); ok {
			g.Library.Function = append(g.Library.Function, parseFunction(t, name, string(part.Data)))
		}
	}
	return g
}

// A loopEditor changes a graph by bytes.
type loopEditor struct {
	bytecode
	g *Graph
}

func (e *loopEditor) edit() {
	for len(e.raw) > 0 {
		n := e.node()
		switch e.pick(8) {
		case 0, 1, 2:
			if len(n.Inputs) > 0 {
				n.Inputs[e.pick(len(n.Inputs))] = e.node().Out(e.pick(2))
			}
		case 3:
			n.Op = e.node().Op
		case 4:
			n.Inputs = n.Inputs[:len(n.Inputs)-e.pick(len(n.Inputs)+1)]
		case 5:
			n.Attr = e.node().Attr
		case 6:
			n.Types = e.node().Types
		case 7:
			e.function()
		}
	}
}

func (e *loopEditor) node() *Node {
	names := e.g.Names()
	return e.g.Node(names[e.pick(len(names))])
}

// function changes a node or a result of a function.
func (e *loopEditor) function() {
	all := e.g.Library.GetFunction()
	if len(all) == 0 {
		return
	}
	f := all[e.pick(len(all))]
	nodes := f.GetNodeDef()
	n := nodes[e.pick(len(nodes))]
	switch e.pick(4) {
	case 0:
		if len(n.Input) > 0 && len(f.Signature.InputArg) > 0 {
			n.Input[e.pick(len(n.Input))] = f.Signature.InputArg[e.pick(len(f.Signature.InputArg))].Name
		}
	case 1:
		n.Op = nodes[e.pick(len(nodes))].Op
	case 2:
		f.Signature.OutputArg = f.Signature.OutputArg[:e.pick(len(f.Signature.OutputArg)+1)]
	case 3:
		f.Signature.InputArg = f.Signature.InputArg[min(e.pick(2), len(f.Signature.InputArg)):]
	}
}
