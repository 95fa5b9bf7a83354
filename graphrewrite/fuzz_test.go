package graphrewrite

import (
	"strconv"
	"strings"
	"testing"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// FuzzPasses makes a graph of the bytes, good or bad, and runs each pass on it.
func FuzzPasses(f *testing.F) {
	for _, seed := range []string{"", "\x03\x01\x00", "\x05\x07\x11\x02\x00\x01\x02\x03\x04\x05\x06", strings.Repeat("\x01\x02\x03\x05\x08\x0d", 20), strings.Repeat("\xff\x10", 60)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		b := &bytecode{raw: raw}
		g, err := FromProto(b.graph())
		if err == nil {
			fuzzPasses(t, g)
		}
	})
}

// fuzzPasses runs the passes in gen's order. Each must fail, or leave a graph that passes
// Check.
func fuzzPasses(t *testing.T, g *Graph) {
	x, y := endsOf(g)
	if x == nil {
		return
	}
	var frozen []Freezing
	for _, pass := range []func() error{
		func() error { return nil },
		func() error { _, err := Inline(g, opDefs, y); return err },
		// A node may read an output that a placeholder without types does not have.
		func() error { FoldInference(g, Inference{Root: y, Given: x.Out(0), Defs: opDefs}); return g.Check() },
		func() error { _, err := FoldSwitches(g); return err },
		func() error { _, err := FoldBranches(g, opDefs, y); return err },
		func() error {
			_, _, err := Unroll(g, Unrolling{Root: y, Given: x.Out(0), Defs: opDefs, Infer: func(g *Graph) error { return g.Check() }})
			return err
		},
		func() error { FoldRates(g, Inference{Root: y, Given: x.Out(0)}); return g.Check() },
		func() error { FoldSelects(g); _, err := FoldRandom(g, y, x.Out(0)); return err },
		func() (err error) {
			found, _, err := g.Activations(x.Out(0), y.Out(0))
			if err != nil {
				return err
			}
			before := format(t, g)
			if frozen, err = Freeze(g, found); err != nil && format(t, g) != before {
				t.Errorf("%v, and the graph was changed", err)
			}
			return err
		},
		func() error {
			roots := []*Node{y}
			for _, f := range frozen {
				roots = append(roots, f.Output.Node)
			}
			g.Prune(roots...)
			g.PruneLibrary()
			return nil
		},
		func() error {
			found, err := Freezings(g)
			if err == nil && len(found) < len(frozen) {
				t.Errorf("%d freezings are found of %d", len(found), len(frozen))
			}
			return err
		},
		func() error {
			s := Scope{g, "twin"}
			other := s.Op("Placeholder", "other", Type{}, nil)
			return NewCopy(s, map[Output]Output{x.Out(0): other}).Add(y.Out(0))
		},
	} {
		if err := pass(); err != nil {
			return
		}
		if err := g.Check(); err != nil {
			t.Fatalf("%v in\n%s", err, format(t, g))
		}
		roundTrip(t, g)
	}
}

func roundTrip(t *testing.T, g *Graph) {
	text := format(t, g)
	again, err := Parse(strings.NewReader(text))
	if err != nil {
		if !strings.Contains(err.Error(), "hash alone") && !strings.Contains(err.Error(), "nest") {
			t.Fatalf("%v in\n%s", err, text)
		}
		return
	}
	if got := format(t, again); got != text {
		t.Errorf("\n%s\nis read back as\n%s", text, got)
	}
}

// endsOf returns x and y; for one that is missing, the first or the last node by name.
func endsOf(g *Graph) (x, y *Node) {
	if names := g.Names(); len(names) > 0 {
		x, y = g.Node(names[0]), g.Node(names[len(names)-1])
	}
	if n := g.Node("x"); n != nil {
		x = n
	}
	if n := g.Node("y"); n != nil {
		y = n
	}
	return x, y
}

// A bytecode makes choices by bytes; when they are used up, the first choice each time.
type bytecode struct{ raw []byte }

func (b *bytecode) pick(n int) int {
	if len(b.raw) == 0 {
		return 0
	}
	v := int(b.raw[0]) % n
	b.raw = b.raw[1:]
	return v
}

var (
	fuzzNames = []string{"x", "y", "a", "b", "c", "d", "e", "a/freeze/output", "a/freeze/threshold", "a/freeze/value", "y/freeze/output",
		"is_training", "fc/keep_prob", "twin/a", "twin/other", "a_1", "c/a", "odd name", "#", "v", "start"}
	fuzzOps = []string{"Relu", "Sigmoid", "Mul", "Identity", "IdentityN", "Neg", "AddV2", "Maximum", "Relu6", "Tanh", "Erf", "Softplus",
		"Const", "Placeholder", "PlaceholderWithDefault", "Split", "SparseSplit", "Moments", "NoOp", "SelectV2", "GreaterEqual",
		"PartitionedCall", "StatefulPartitionedCall", "f0", "f1", "f2", "", "If", "Case",
		"Switch", "Merge", "NextIteration", "Enter", "LogicalNot"}
	fuzzAttrs  = []string{"f", "T", "dtype", "shape", "value", "Tout", "num_split", "N", "then_branch", "else_branch", "branches"}
	fuzzValues = []string{`func "f0"{}`, `func "f1"{T=float}`, `func "f2"{T=placeholder "T"}`, `placeholder "T"`, "float", "bool", "int32", "shape[]",
		"shape[?,4]", "shape[...]", "float[]{0.0}", "float[]{1.5}", "bool[]{true}", "int64[2]{1, -1}", "[float]", "[float, float]", "[]", "2", "-1",
		"9223372036854775807", `"text"`, "none", "string[]{\"\"}", "bool[]{false}",
		`[func "f0"{}, func "f1"{}]`}
)

func (b *bytecode) name() string { return fuzzNames[b.pick(len(fuzzNames))] }

func (b *bytecode) graph() *graphpb.GraphDef {
	def := &graphpb.GraphDef{Library: &functionpb.FunctionDefLibrary{}}
	for i := range b.pick(4) {
		def.Library.Function = append(def.Library.Function, b.function("f"+strconv.Itoa(i)))
	}
	for _, name := range fuzzNames[:b.pick(len(fuzzNames)+1)] {
		def.Node = append(def.Node, b.node(name, func() string { return b.input(":1") }))
	}
	return def
}

func (b *bytecode) input(second string) string {
	in := b.name()
	switch b.pick(8) {
	case 6:
		return in + second
	case 7:
		return "^" + in
	}
	return in
}

func (b *bytecode) node(name string, input func() string) *nodepb.NodeDef {
	nd := &nodepb.NodeDef{Name: name, Op: fuzzOps[b.pick(len(fuzzOps))], Attr: map[string]*attrpb.AttrValue{}}
	for range b.pick(4) {
		nd.Input = append(nd.Input, input())
	}
	for range b.pick(4) {
		v := fuzzValues[b.pick(len(fuzzValues))]
		nd.Attr[fuzzAttrs[b.pick(len(fuzzAttrs))]] = (&text{line: v, rest: v}).value()
	}
	return nd
}

func (b *bytecode) function(name string) *functionpb.FunctionDef {
	f := &functionpb.FunctionDef{Signature: &opdefpb.OpDef{Name: name}, Ret: map[string]string{}, ControlRet: map[string]string{}}
	outputs := []string{"activations", "y", "output", "z", "output_values", "mean", "r"}
	tensor := func() string {
		if b.pick(3) == 0 {
			return "v"
		}
		return b.input("") + ":" + outputs[b.pick(len(outputs))] + ":" + strconv.Itoa(b.pick(3)-1)
	}
	for range b.pick(3) {
		f.Signature.InputArg = append(f.Signature.InputArg, &opdefpb.OpDef_ArgDef{Name: fuzzNames[(19+b.pick(3))%len(fuzzNames)], Type: Float})
	}
	for _, name := range fuzzNames[2 : 2+b.pick(5)] {
		f.NodeDef = append(f.NodeDef, b.node(name, tensor))
	}
	for range b.pick(3) {
		out := &opdefpb.OpDef_ArgDef{Name: "r" + strconv.Itoa(b.pick(2)), Type: Float}
		f.Signature.OutputArg = append(f.Signature.OutputArg, out)
		f.Ret[out.Name] = tensor()
	}
	for range b.pick(2) {
		f.ControlRet["end"] = b.name()
	}
	return f
}
