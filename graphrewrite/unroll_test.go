package graphrewrite

import (
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	opdefpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/op_def_go_proto"
)

// loopDefs defines the ops of loops in the tests. Those that have a state are stateful.
func loopDefs(op string) *opdefpb.OpDef {
	output := map[string]string{
		"Less": "z", "Tanh": "y", "MatMul": "product", "ReadVariableOp": "value", "AssignVariableOp": "", "TensorListGetItem": "item",
		"TensorListSetItem": "output_handle", "TensorListPushBack": "output_handle", "Sum": "output", "RandomUniform": "output", "LogicalAnd": "z",
		"Equal": "z", "Mul": "z", "VarHandleOp": "resource", "Placeholder": "output",
	}
	if name, ok := output[op]; ok {
		def := &opdefpb.OpDef{Name: op, IsStateful: Draws(op) || strings.Contains(op, "Variable")}
		if name != "" {
			def.OutputArg = []*opdefpb.OpDef_ArgDef{{Name: name}}
		}
		return def
	}
	if op == "StatelessWhile" || op == "StatelessIf" {
		return &opdefpb.OpDef{Name: op, OutputArg: []*opdefpb.OpDef_ArgDef{{Name: "output", TypeListAttr: map[string]string{"StatelessWhile": "T", "StatelessIf": "Tout"}[op]}}}
	}
	return opDefs(op)
}

// unrollAll unrolls all loops; one that stays is an error.
func unrollAll(g *Graph) error {
	_, stay, err := Unroll(g, Unrolling{
		Root: g.Node("y"), Given: g.Node("x").Out(0), Defs: loopDefs, Infer: func(g *Graph) error { return g.Check() },
	})
	if err == nil {
		err = errors.Join(stay...)
	}
	if err == nil {
		g.Prune(g.Node("y"))
	}
	return err
}

// countTo is a loop to n.
const countTo = `
x = Placeholder() {dtype=float} -> float[?,4]
zero = Const() {dtype=int32 value=int32[]{0}} -> int32[]
LIMIT
w = While(zero, x, limit) {T=[int32, float, int32] body=func "body"{} cond=func "cond"{}} -> int32[], float[?,4], int32[]
y = Identity(w:1) {T=float} -> float[?,4]`

var countFunctions = map[string]string{
	"cond": `i = Arg() {type=int32}
h = Arg() {type=float}
n = Arg() {type=int32}
w/more = Less(i, n) {T=int32}
r = Result(w/more:z:0) {type=bool}`,
	"body": `i = Arg() {type=int32}
h = Arg() {type=float}
n = Arg() {type=int32}
w/one = Const() {dtype=int32 value=int32[]{1}}
w/next = AddV2(i, w/one:output:0) {T=int32}
w/h = Tanh(h) {T=float}
r0 = Result(w/next:z:0) {type=int32}
r1 = Result(w/h:y:0) {type=float}
r2 = Result(n) {type=int32}`,
}

// TestUnrollCounts: how often a loop runs is computed from constants and static shapes
// as TensorFlow computes it.
func TestUnrollCounts(t *testing.T) {
	for limit, want := range map[string]int{
		"limit = Const() {dtype=int32 value=int32[]{3}} -> int32[]":  3,
		"limit = Const() {dtype=int32 value=int32[]{-3}} -> int32[]": 0,
		"s = Shape(x) {T=float out_type=int32} -> int32[2]\na = Const() {dtype=int32 value=int32[1]{1}} -> int32[1]\nb = Const() {dtype=int32 value=int32[1]{2}} -> int32[1]\n" +
			"limit = StridedSlice(s, a, b, a) {T=int32 Index=int32 shrink_axis_mask=1} -> int32[]": 4,
		"s = Shape(x) {T=float out_type=int32} -> int32[2]\na = Const() {dtype=int32 value=int32[1]{-1}} -> int32[1]\nb = Const() {dtype=int32 value=int32[1]{0}} -> int32[1]\n" +
			"one = Const() {dtype=int32 value=int32[1]{1}} -> int32[1]\nlimit = StridedSlice(s, a, b, one) {T=int32 Index=int32 shrink_axis_mask=1} -> int32[]": 4,
		"a = Const() {dtype=int32 value=int32[]{-7}} -> int32[]\nb = Const() {dtype=int32 value=int32[]{-2}} -> int32[]\nlimit = FloorDiv(a, b) {T=int32} -> int32[]":                            3,
		"a = Const() {dtype=int32 value=int32[]{-7}} -> int32[]\nb = Const() {dtype=int32 value=int32[]{4}} -> int32[]\nlimit = FloorMod(a, b) {T=int32} -> int32[]":                             1,
		"a = Const() {dtype=int32 value=int32[]{7}} -> int32[]\nb = Const() {dtype=int32 value=int32[]{-3}} -> int32[]\nc = Div(a, b) {T=int32} -> int32[]\nlimit = Neg(c) {T=int32} -> int32[]": 2,
		"a = Const() {dtype=int32 value=int32[]{6}} -> int32[]\naxes = Range(zero, zero, a) {Tidx=int32} -> int32[0]\nlimit = Max(a, axes) {T=int32 Tidx=int32} -> int32[]":                      6,
		"a = Const() {dtype=float value=float[]{2.75}} -> float[]\nlimit = Cast(a) {SrcT=float DstT=int32} -> int32[]":                                                                           2,
		"s = Size(zero) {T=int32 out_type=int32} -> int32[]\nb = OnesLike(zero) {T=int32} -> int32[]\nlimit = AddV2(s, b) {T=int32} -> int32[]":                                                  2,
		"a = Const() {dtype=int32 value=int32[3]{5, 2, 9}} -> int32[3]\nb = Const() {dtype=int32 value=int32[]{1}} -> int32[]\nlimit = GatherV2(a, b, zero) {Tparams=int32} -> int32[]":          2,
		"a = Const() {dtype=int32 value=int32[3]{5, 2, 9}} -> int32[3]\nlimit = Min(a, zero) {T=int32 Tidx=int32} -> int32[]":                                                                    2,
		"a = Pack(zero, two) {T=int32 N=2 axis=0} -> int32[2]\ntwo = Const() {dtype=int32 value=int32[]{2}} -> int32[]\nlimit = Unpack(a) {T=int32 num=2} -> int32[], int32[]":                   0,
	} {
		g := parse(t, strings.Replace(countTo, "LIMIT", limit, 1))
		g.Library = libraryOf(t, countFunctions)
		unrolled, stay, err := Unroll(g, Unrolling{Root: g.Node("y"), Given: g.Node("x").Out(0), Defs: loopDefs, Infer: func(*Graph) error { return nil }})
		if err != nil || len(stay) > 0 || len(unrolled) != 1 {
			t.Errorf("%s: unrolled %v, %v, %v", limit, unrolled, stay, err)
			continue
		}
		if unrolled[0].Steps != want {
			t.Errorf("%s: %d steps, want %d", limit, unrolled[0].Steps, want)
		}
	}
}

// TestUnrollRefuses: a loop stays, and the error says why.
func TestUnrollRefuses(t *testing.T) {
	for limit, want := range map[string]string{
		"limit = Placeholder() {dtype=int32 shape=shape[]} -> int32[]":                                          `how often the loop runs depends on data: on limit:0 (Placeholder)`,
		"a = Sum(x, zero) {T=float Tidx=int32} -> float[4]\nlimit = Cast(a) {SrcT=float DstT=int32} -> int32[]": `how often the loop runs depends on data: on x:0 (Placeholder)`,
		"s = Shape(x) {T=float out_type=int32} -> int32[2]\none = Const() {dtype=int32 value=int32[1]{1}} -> int32[1]\nz = Const() {dtype=int32 value=int32[1]{0}} -> int32[1]\n" +
			"limit = StridedSlice(s, z, one, one) {T=int32 Index=int32 shrink_axis_mask=1} -> int32[]": `how often the loop runs depends on a dimension of x:0 float[?,4] that the model leaves open`,
		"limit = Const() {dtype=int32 value=int32[]{2000000000}} -> int32[]":                                    `the loop runs more than 65536 times: too often to unroll it`,
		"limit = Const() {dtype=int32 value=int32[]{65000}} -> int32[]":                                         `unrolled, the 65000 steps of the loop are 65000 nodes and need about 16250 MiB for one input: all loops of a model may have 131072 nodes and 4096 MiB`,
		"limit = RandomUniform(zero) {T=int32 dtype=float} -> int32[]":                                          `how often the loop runs depends on data: on limit:0 (RandomUniform)`,
		"a = Const() {dtype=int32 value=int32[]{7}} -> int32[]\nlimit = FloorDiv(a, zero) {T=int32} -> int32[]": `how often the loop runs depends on data: on limit:0 (FloorDiv)`,
	} {
		text := strings.Replace(countTo, "LIMIT", limit, 1)
		functions := countFunctions
		if strings.Contains(limit, "65000") {
			text = strings.ReplaceAll(text, "[?,4]", "[?,65536]")
		}
		g := parse(t, text)
		g.Library = libraryOf(t, functions)
		before := format(t, g)
		unrolled, stay, err := Unroll(g, Unrolling{Root: g.Node("y"), Given: g.Node("x").Out(0), Defs: loopDefs, Infer: inferTanh})
		if err != nil || len(stay) != 1 || len(unrolled) > 0 {
			t.Errorf("%s: unrolled %v, %v, %v", limit, unrolled, stay, err)
			continue
		}
		if got := stay[0].Error(); got != `node "w" (While): `+want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if format(t, g) != before {
			t.Errorf("%s: the graph changed", limit)
		}
	}
}

// inferTanh gives each Tanh the type of what it reads.
func inferTanh(g *Graph) error {
	for _, n := range g.nodes {
		if n.Op == "Tanh" {
			n.Types = []Type{n.Inputs[0].Type()}
		}
	}
	return nil
}

// TestNamesInSteps: the nodes of a step lose the name of the loop, in whatever form
// TensorFlow repeats it.
func TestNamesInSteps(t *testing.T) {
	for _, test := range [][3]string{
		{"rnn/while", "rnn/while/cell/Tanh", "cell/Tanh"},
		{"call/rnn/while", "rnn/while/cell/Tanh", "cell/Tanh"},
		{"call/while", "while/while/Tanh", "while/Tanh"},
		{"rnn/while", "rnn/while/body/_7/rnn/while/cell/Tanh", "cell/Tanh"},
		{"call/while", "call/while/body/_7/while/Tanh", "Tanh"},
		{"rnn/while", "rnn/while/body/_7", "body/_7"},
		{"rnn/while", "rnn/whiles/Tanh", "rnn/whiles/Tanh"},
		{"rnn/while", "rnn/while", "rnn/while"},
	} {
		if got := within(test[0], test[1]); got != test[2] {
			t.Errorf("%s in %s is %q, want %q", test[1], test[0], got, test[2])
		}
	}
	for condition, want := range map[string]string{
		"rnn/while/LoopCond": "rnn/while", "rnn/while/LoopCond/_5": "rnn/while", "LoopCond": "LoopCond", "a/_5": "a", "LoopCond/_5": "LoopCond",
	} {
		if got := loopName(condition); got != want {
			t.Errorf("the loop of %s is %q, want %q", condition, got, want)
		}
	}
}

// TestUnrollDeepCount: a count that thousands of nodes compute does not overflow the stack,
// which the test makes small; the loop stays.
func TestUnrollDeepCount(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(1 << 17))
	var limit strings.Builder
	limit.WriteString("n0 = Const() {dtype=int32 value=int32[]{3}} -> int32[]\n")
	for i := range 8000 {
		fmt.Fprintf(&limit, "n%d = Neg(n%d) {T=int32} -> int32[]\n", i+1, i)
	}
	limit.WriteString("limit = Identity(n8000) {T=int32} -> int32[]")
	g := parse(t, strings.Replace(countTo, "LIMIT", limit.String(), 1))
	g.Library = libraryOf(t, countFunctions)
	_, stay, err := Unroll(g, Unrolling{Root: g.Node("y"), Given: g.Node("x").Out(0), Defs: loopDefs, Infer: func(*Graph) error { return nil }})
	if err != nil || len(stay) != 1 {
		t.Errorf("%v, %v", stay, err)
	}
}

// TestUnrollLong: reading and writing the list of a long loop takes time in proportion to
// its steps.
func TestUnrollLong(t *testing.T) {
	const steps = 5_000
	g := parse(t, strings.Replace(`
x = Placeholder() {dtype=float} -> float[STEPS,4]
item = Const() {dtype=int32 value=int32[1]{4}} -> int32[1]
zero = Const() {dtype=int32 value=int32[]{0}} -> int32[]
given = TensorListFromTensor(x, item) {element_dtype=float shape_type=int32} -> variant[]
empty = EmptyTensorList(item, zero) {element_dtype=float shape_type=int32} -> variant[]
w = While(zero, empty, given) {T=[int32, variant, variant] body=func "body"{} cond=func "cond"{}} -> int32[], variant[], variant[]
y = TensorListStack(w:1, item) {element_dtype=float num_elements=-1} -> float[?,4]`, "STEPS", strconv.Itoa(steps), 1))
	g.Library = libraryOf(t, map[string]string{
		"cond": "i = Arg() {type=int32}\nmade = Arg() {type=variant}\ngiven = Arg() {type=variant}\nn = Const() {dtype=int32 value=int32[]{" + strconv.Itoa(steps) + "}}\n" +
			"more = Less(i, n:output:0) {T=int32}\nr = Result(more:z:0) {type=bool}",
		"body": `i = Arg() {type=int32}
made = Arg() {type=variant}
given = Arg() {type=variant}
one = Const() {dtype=int32 value=int32[]{1}}
item = Const() {dtype=int32 value=int32[1]{4}}
next = AddV2(i, one:output:0) {T=int32}
x = TensorListGetItem(given, i, item:output:0) {element_dtype=float}
h = Tanh(x:item:0) {T=float}
set = TensorListPushBack(made, h:y:0) {element_dtype=float}
r0 = Result(next:z:0) {type=int32}
r1 = Result(set:output_handle:0) {type=variant}
r2 = Result(given) {type=variant}`,
	})
	if err := unrollAll(g); err != nil {
		t.Fatal(err)
	}
	if y := g.Node("y"); y.Op != "Pack" || len(y.Inputs) != steps || y.Inputs[7].Node.Op != "Tanh" || y.Inputs[7].Node.Name != "w/step_7/h" {
		t.Errorf("%s of %d", y.Op, len(y.Inputs))
	}
}
