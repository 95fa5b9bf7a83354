package methods

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
)

// hostileInputs are tensors that a node may read: of x, and constants, of types
// and ranks that suit no rule.
const hostileInputs = `
x = Placeholder() -> float[?,4,4,4]
x0 = Reshape(x, i) -> float[]
x1 = Reshape(x, i) -> float[0]
x4 = Reshape(x, i) -> float[1,1099511627776,?,3]
xu = Reshape(x, i) -> float[...]
xd = Cast(x) -> double[?,4]
xc = Cast(x) -> complex64[?,4]
xs = Split(i, x) -> float[?,4,4,4], float[?], float[...]
untyped = Neg(x)
k = Placeholder() -> float[3,3,0,4]
k1 = Placeholder() -> float[3,3,1,4]
i = Const() {value=int32[3]{0, -9, 2147483647}} -> int32[3]
j = Const() {value=int64[]{-9223372036854775808}} -> int64[]
one = Const() {value=int32[1]{1}} -> int32[1]
none = Const() {value=int32[0]{}} -> int32[0]
half = Const() {value=float[]{NaN}} -> float[]
big = Const() {value=int32[]{1}} -> int32[1099511627776]
noValue = Const() -> int32[2]
text = Placeholder() -> string[2]
dy = Placeholder() -> float[...]
`

var (
	hostileX     = []string{"x", "x0", "x1", "x4", "xu", "xd", "xc", "xs", "xs:1", "xs:2", "untyped"}
	hostileNames = append([]string{"k", "k1", "i", "j", "one", "none", "half", "big", "noValue", "text", "untyped:1"}, hostileX...)
	hostileEnds  = []string{
		"\ny = Neg(node)", " -> float[...]\ny = Neg(node)", " -> float[?,4,4,4]\ny = Neg(node)", " -> float[]\ny = Neg(node)",
		" -> float[], int32[2], float[?]\ny = Neg(node:2)", " -> float[...], float[], float[]\ny = AddN(node, node:1, x)",
		" -> int32[2]\ny = Neg(node)", " -> complex64[...]\ny = Neg(node)", "\ny = Neg(node:1)",
	}
	hostileAttrs = []string{"axis", "batch_dims", "block_size", "data_format", "dilations", "epsilon", "equation",
		"explicit_paddings", "is_training", "keep_dims", "ksize", "num_split", "padding", "strides", "T", "transpose_a"}
	hostileValues = []string{"-1", "9223372036854775807", "1.5", "false", `"NCHW"`, `"...a,a->..."`, `"...a->a"`, `"->"`, "[]",
		"[1, 0, -3, 2]", `["x"]`, "float", "shape[...]", "none", "int32[1]{7}"}
)

// TestHostile gives every rule nodes with too few and too many inputs, of wrong
// types and ranks, and with attributes of the wrong kind. Anything goes but a
// panic and a broken graph.
func TestHostile(t *testing.T) {
	r := rand.New(rand.NewPCG(2024, 1))
	for _, op := range slices.Sorted(maps.Keys(base)) {
		for range 150 {
			testHostile(t, hostileNode(r, op))
		}
	}
}

// hostileNode writes a node with about as many inputs as its rule reads, most
// of which vary with x, and some attributes.
func hostileNode(r *rand.Rand, op string) string {
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	var reads, attrs []string
	for range max(1, inputs[op]) + r.IntN(4) - 1 {
		reads = append(reads, pick(hostileNames))
	}
	if len(reads) > 0 {
		reads[r.IntN(len(reads))] = pick(hostileX)
	}
	for range r.IntN(4) {
		attrs = append(attrs, pick(hostileAttrs)+"="+pick(hostileValues))
	}
	if strings.HasPrefix(op, "FusedBatchNorm") {
		attrs = append(attrs, "is_training=false")
	}
	return fmt.Sprintf("node = %s(%s) {%s}%s", op, strings.Join(reads, ", "), strings.Join(attrs, " "), pick(hostileEnds))
}

func testHostile(t *testing.T, text string) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("%s: %v", text, p)
		}
	}()
	g, err := gr.Parse(strings.NewReader(hostileInputs + text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := differentiate(g); err != nil {
		return
	}
	if err := g.Check(); err != nil {
		t.Errorf("%s: %v", text, err)
	}
}
