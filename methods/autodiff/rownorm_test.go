package autodiff

import (
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
)

// TestRowsOfOneImage: rows that may hold elements of several images are refused.
func TestRowsOfOneImage(t *testing.T) {
	const sources = `x = Placeholder() {dtype=float} -> float[?,4,4,4]
vector = Placeholder() {dtype=float} -> float[?]
sizes = Placeholder() {dtype=int32} -> int32[4]
number = Placeholder() {dtype=int32} -> int32[]
dy = Placeholder() {dtype=float} -> float[...]
`
	const norm = `y = FusedBatchNormV3(r, vector, vector, vector, vector) {data_format="NCHW" is_training=true} -> float[...]
`
	const open = `open = Reshape(x, sizes) -> float[?,?,4]
dims = Shape(open) {T=float out_type=int32} -> int32[3]
from = Const() {dtype=int32 value=int32[1]{BEGIN}} -> int32[1]
to = Const() {dtype=int32 value=int32[1]{3}} -> int32[1]
by = Const() {dtype=int32 value=int32[1]{1}} -> int32[1]
inner = StridedSlice(dims, from, to, by) {Index=int32 T=int32} -> int32[?]
axis = Const() {dtype=int32 value=int32[1]{0}} -> int32[1]
row = Prod(inner, axis) {T=int32 Tidx=int32} -> int32[]
one = Const() {dtype=int32 value=int32[]{1}} -> int32[]
packed = Pack(one, number, row, one) {N=4 T=int32} -> int32[4]
r = Reshape(open, packed) -> float[1,?,?,1]
`
	for _, c := range []struct {
		name, graph string
		accepted    bool
	}{
		{"rows", norm + "r = Reshape(x, sizes) -> float[1,?,16,2]", true},
		{"an image each", norm + "r = Reshape(x, sizes) -> float[1,?,64,1]", true},
		{"more than an image", norm + "r = Reshape(x, sizes) -> float[1,?,128,1]", false},
		{"across images", norm + "r = Reshape(x, sizes) -> float[1,?,24,1]", false},
		{"sizes that are not known", norm + "r = Reshape(x, sizes) -> float[1,?,?,1]", false},
		{"images", norm + "r = Reshape(x, sizes) -> float[?,4,4,4]", false},
		{"no reshape", strings.Replace(norm, "(r,", "(x,", 1), false},
		{"channels last", strings.Replace(norm, "NCHW", "NHWC", 1) + "r = Reshape(x, sizes) -> float[1,?,16,2]", false},
		{"two images at once", norm + "two = Reshape(x, sizes) -> float[2,4,4]\nr = Reshape(two, sizes) -> float[1,2,16,1]", false},
		{"one image", norm + "one = Reshape(x, sizes) -> float[1,4,4]\nr = Reshape(one, sizes) -> float[1,2,8,1]", true},
		{"innermost", norm + strings.Replace(open, "BEGIN", "2", 1), true},
		{"innermost, from the back", norm + strings.Replace(open, "BEGIN", "-1", 1), true},
		{"over an open dimension", norm + strings.Replace(open, "BEGIN", "1", 1), false},
		{"outside", norm + strings.Replace(open, "BEGIN", "3", 1), false},
		{"huge", norm + "r = Reshape(x, sizes) -> float[1,?,4294967296,4294967296]", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := gr.Parse(strings.NewReader(sources + c.graph))
			if err != nil {
				t.Fatal(err)
			}
			out := func(name string) gr.Output { return g.Node(name).Out(0) }
			_, err = Gradient(gr.Scope{Graph: g, Prefix: "test"}, out("y"), out("dy"), out("x"), nil)
			const refused = "the batch normalisation is in training mode, and so depends on the whole batch"
			if c.accepted && err != nil || !c.accepted && (err == nil || !strings.HasSuffix(err.Error(), refused)) {
				t.Errorf("got error %v", err)
			}
			missing, err := Missing(g, out("y"), out("x"))
			if err != nil || len(missing) > 0 == c.accepted {
				t.Errorf("missing: %v, %v", missing, err)
			}
		})
	}
}
