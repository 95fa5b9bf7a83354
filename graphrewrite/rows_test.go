package graphrewrite

import (
	"fmt"
	"testing"
)

// rowsHead holds the constants that the graphs of TestRows read.
const rowsHead = `
zero = Const() {dtype=int32 value=int32[]{0}} -> int32[]
one = Const() {dtype=int32 value=int32[]{1}} -> int32[]
two = Const() {dtype=int32 value=int32[]{2}} -> int32[]
last = Const() {dtype=int32 value=int32[]{-1}} -> int32[]
axes01 = Const() {dtype=int32 value=int32[2]{0,1}} -> int32[2]
axes12 = Const() {dtype=int32 value=int32[2]{1,2}} -> int32[2]
perm102 = Const() {dtype=int32 value=int32[3]{1,0,2}} -> int32[3]
rows6 = Const() {dtype=int32 value=int32[2]{-1,6}} -> int32[2]
rows3 = Const() {dtype=int32 value=int32[2]{-1,3}} -> int32[2]
rows12 = Const() {dtype=int32 value=int32[2]{-1,12}} -> int32[2]
back = Const() {dtype=int32 value=int32[3]{-1,2,3}} -> int32[3]
ones3 = Const() {dtype=int32 value=int32[3]{1,1,1}} -> int32[3]
times = Const() {dtype=int32 value=int32[3]{2,1,1}} -> int32[3]
inner = Const() {dtype=int32 value=int32[3]{1,2,1}} -> int32[3]
none3 = Const() {dtype=int32 value=int32[3]{0,0,0}} -> int32[3]
shift = Const() {dtype=int32 value=int32[3]{1,0,0}} -> int32[3]
pads1 = Const() {dtype=int32 value=int32[3,2]{0,0,1,1,0,0}} -> int32[3,2]
pads0 = Const() {dtype=int32 value=int32[3,2]{1,1,0,0,0,0}} -> int32[3,2]
all3 = Const() {dtype=int32 value=int32[3]{-1,1,-1}} -> int32[3]
w = Const() {dtype=float} -> float[3,4]
b = Const() {dtype=float} -> float[3]
table = Const() {dtype=float} -> float[5,3]
block = Const() {dtype=int32 value=int32[1]{2}} -> int32[1]
crops = Const() {dtype=int32 value=int32[1,2]{0,0}} -> int32[1,2]
axis0 = Const() {dtype=int32 value=int32[1]{0}} -> int32[1]
axis1 = Const() {dtype=int32 value=int32[1]{1}} -> int32[1]
axis2 = Const() {dtype=int32 value=int32[1]{2}} -> int32[1]
`

// TestRows: where a tensor y, made of x [N,2,3] or open [N,?,3], has the images.
func TestRows(t *testing.T) {
	const apart = "%s it is not known to keep the inputs of a batch apart"
	mixed := func(node string) string { return fmt.Sprintf(apart, node) }
	for _, c := range []struct{ graph, want string }{
		{"y = Relu(x) -> float[?,2,3]", "0 1 1"},
		{"y = Add(b, x) -> float[?,2,3]", "0 1 1"},
		{"y = Reshape(x, rows6) -> float[?,6]", "0 1 1"},
		{"y = Reshape(x, rows3) -> float[?,3]", "0 1 2"},
		{"y = Reshape(x, rows12) -> float[?,12]", mixed(`node "y" (Reshape):`)},
		{"r = Reshape(x, rows3) -> float[?,3]\nm = MatMul(r, w) -> float[?,4]\ny = Relu(m) -> float[?,4]", "0 1 2"},
		{"r = Reshape(x, rows3) -> float[?,3]\ny = Reshape(r, back) -> float[?,2,3]", "0 1 1"},
		{"y = Reshape(open, rows3) -> float[?,3]", "0 1 0"},
		{"y = Reshape(open, rows6) -> float[?,6]", mixed(`node "y" (Reshape):`)},
		{"s = Shape(open) -> int32[3]\nbegin = StridedSlice(s, axis0, axis1, axis1) {shrink_axis_mask=1} -> int32[]\nto = Pack(begin, last) {axis=0} -> int32[2]\n" +
			"y = Reshape(open, to) -> float[?,?]", "0 1 1"},
		{"y = Transpose(x, perm102) -> float[2,?,3]", "1 1 1"},
		{"m = Transpose(x, perm102) -> float[2,?,3]\ny = Sum(m, zero) -> float[?,3]", "0 1 1"},
		{"m = Transpose(x, perm102) -> float[2,?,3]\ny = Reshape(m, rows3) -> float[?,3]", "0 2 1"},
		{"y = Sum(x, axes12) -> float[?]", "0 1 1"},
		{"y = Sum(x, axes12) {keep_dims=true} -> float[?,1,1]", "0 1 1"},
		{"y = Mean(x, axes01) -> float[3]", mixed(`node "y" (Mean):`)},
		{"m = Mean(x, zero) -> float[2,3]\ny = Sub(x, m) -> float[?,2,3]", mixed(`node "m" (Mean):`)},
		{"y = SpaceToBatchND(x, block, crops) -> float[?,1,3]", "0 2 1"},
		{"s = SpaceToBatchND(x, block, crops) -> float[?,1,3]\ny = BatchToSpaceND(s, block, crops) -> float[?,2,3]", "0 1 1"},
		{"y = BatchToSpaceND(x, block, crops) -> float[?,4,3]", mixed(`node "y" (BatchToSpaceND):`)},
		{"y = ConcatV2(x, x, zero) -> float[?,2,3]", "0 2 1"},
		{"y = ConcatV2(x, x, one) -> float[?,4,3]", "0 1 1"},
		{"c = ConcatV2(x, x, zero) -> float[?,2,3]\ny = Split(zero, c) {num_split=2} -> float[?,2,3], float[?,2,3]", "0 1 1"},
		{"y = Tile(x, times) -> float[?,2,3]", "0 2 1"},
		{"y = Tile(x, inner) -> float[?,4,3]", "0 1 1"},
		{"y = Pack(x, x) {axis=0} -> float[2,?,2,3]", "1 1 1"},
		{"y = Pack(x, x) {axis=1} -> float[?,2,2,3]", "0 1 1"},
		{"y = Unpack(x) {axis=1 num=2} -> float[?,3], float[?,3]", "0 1 1"},
		{"y = Slice(x, none3, all3) -> float[?,1,3]", "0 1 1"},
		{"y = Slice(x, shift, all3) -> float[?,1,3]", mixed(`node "y" (Slice):`)},
		{"y = StridedSlice(x, none3, ones3, ones3) {begin_mask=1 end_mask=1 shrink_axis_mask=2} -> float[?,1]", "0 1 1"},
		{"y = StridedSlice(x, none3, ones3, ones3) {new_axis_mask=1 ellipsis_mask=2} -> float[1,?,2,1]", "1 1 1"},
		{"y = StridedSlice(x, none3, ones3, ones3) {shrink_axis_mask=1} -> float[1,1]", mixed(`node "y" (StridedSlice):`)},
		{"y = Pad(x, pads1) -> float[?,4,3]", "0 1 1"},
		{"y = Pad(x, pads0) -> float[?,2,3]", mixed(`node "y" (Pad):`)},
		{"y = ReverseV2(x, axis1) -> float[?,2,3]", "0 1 1"},
		{"y = ReverseV2(x, axis0) -> float[?,2,3]", mixed(`node "y" (ReverseV2):`)},
		{"y = GatherV2(x, two, one) -> float[?,3]", "0 1 1"},
		{"y = GatherV2(x, two, zero) -> float[2,3]", mixed(`node "y" (GatherV2):`)},
		{"i = ArgMax(x, last) -> int64[?,2]\ny = GatherV2(table, i, zero) -> float[?,2,3]", "0 1 1"},
		{"y = BatchMatMulV2(x, w) -> float[?,2,4]", "0 1 1"},
		{"y = BatchMatMulV2(x, x) {adj_y=true} -> float[?,2,2]", "0 1 1"},
		{"m = Transpose(x, perm102) -> float[2,?,3]\ny = BatchMatMulV2(m, m) {adj_y=true} -> float[2,?,?]", mixed(`node "y" (BatchMatMulV2):`)},
		{`y = Einsum(x, w) {equation="nij,jk->ikn"} -> float[2,4,?]`, "2 1 1"},
		{`y = Einsum(x, w) {equation="...j,jk->...k"} -> float[?,2,4]`, "0 1 1"},
		{`y = Einsum(x, x) {equation="nij,mij->nm"} -> float[?,?]`, mixed(`node "y" (Einsum):`)},
		{"e = ExpandDims(x, one) -> float[?,1,2,3]\nf = ExpandDims(x, zero) -> float[1,?,2,3]\ny = Sub(e, f) -> float[?,?,2,3]", mixed(`node "y" (Sub):`)},
		{"s = Shape(x) -> int32[3]\nf = RandomUniform(s) -> float[?,2,3]\ng = Floor(f) -> float[?,2,3]\ny = SelectV2(g, x, f) -> float[?,2,3]", "0 1 1"},
		{"s = Shape(x) -> int32[3]\nf = StatelessTruncatedNormal(s, axes01) -> float[?,2,3]\ng = Floor(f) -> float[?,2,3]\ny = SelectV2(g, x, f) -> float[?,2,3]", "0 1 1"},
		{"s = Shape(x) -> int32[3]\nn = StridedSlice(s, axis0, axis1, axis1) -> int32[1]\nd = Const() {dtype=int32 value=int32[1]{3}} -> int32[1]\n" +
			"to = ConcatV2(n, d, zero) -> int32[2]\nf = Fill(to, zero) -> float[?,3]\nm = MatMul(f, w) -> float[?,4]\ne = Sum(x, axis1) -> float[?,3]\n" +
			"p = MatMul(e, w) -> float[?,4]\ny = Add(m, p) -> float[?,4]", "0 1 1"},
		{"l = LookupTableFindV2(w, keys, zero) -> int64[?,2]\nd = DenseBincount(l, two, b) -> float[?,4]\ne = Sum(x, axis1) -> float[?,3]\ny = ConcatV2(d, e, one) -> float[?,7]", "0 1 1"},
		{"d = DenseBincount(x, two, b) -> float[4]\ny = Relu(d) -> float[4]", mixed(`node "d" (DenseBincount):`)},
		{"y = Bitcast(x) -> int32[?,2,3]", "0 1 1"},
		{"m = Mul(x, other) -> float[?,2,3]\ny = Relu(m) -> float[?,2,3]", "0 1 1"},
		{"y = RFFT(x, axis2) -> complex64[?,2,2]", "0 1 1"},
		{"m = Transpose(x, perm102) -> float[2,?,3]\ny = RFFT(m, axis2) -> complex64[2,?,2]", "1 1 1"},
		{"m = Transpose(x, perm102) -> float[2,?,3]\ny = MatrixInverse(m) -> float[2,?,?]", mixed(`node "y" (MatrixInverse):`)},
		{"y = TopKV2(x, one) -> float[?,2,1], int32[?,2,1]", "0 1 1"},
		{"p = MaxPoolWithArgmax(x) -> float[?,2,3], int64[?,2,3]\ny = Relu(p) -> float[?,2,3]", "0 1 1"},
		{"p = MaxPoolWithArgmax(x) -> float[?,2,3], int64[?,2,3]\ny = Cast(p:1) -> float[?,2,3]", mixed(`node "p" (MaxPoolWithArgmax):`)},
		{"y = Shape(x) -> int32[3]", `node "y" (Shape): it does not depend on the values of the input`},
		{"y = NovelOp(x) -> float[?,2,3]", mixed(`node "y" (NovelOp):`)},
	} {
		g := parse(t, rowsHead+"x = Placeholder() -> float[?,2,3]\nopen = Placeholder() -> float[?,?,3]\nother = Placeholder() -> float[?,1,1]\nkeys = Placeholder() {dtype=string} -> string[?,2]\n"+c.graph)
		input := g.Node("x").Out(0)
		if _, reads := g.Dependents(g.Node("open")); reads != nil {
			t.Fatal(reads)
		}
		if below, _ := g.Dependents(g.Node("open")); below[g.Node("y")] {
			input = g.Node("open").Out(0)
		}
		b, err := TraceBatch(g, input, g.Node("y"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := b.Rows(g.Node("y").Out(0))
		got := fmt.Sprint(r.Axis, r.Outer, r.Inner)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.graph, got, c.want)
		}
	}
}

// TestRowsOfFixedBatch: all shapes are known if the size of the batch is.
func TestRowsOfFixedBatch(t *testing.T) {
	g := parse(t, rowsHead+"x = Placeholder() -> float[5,2,3]\nr = Reshape(x, rows3) -> float[10,3]\ny = Relu(r) -> float[10,3]")
	b, err := TraceBatch(g, g.Node("x").Out(0), g.Node("y"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := b.Rows(g.Node("y").Out(0)); err != nil || r != (Rows{0, 1, 2}) {
		t.Errorf("rows %v, %v", r, err)
	}
}

// TestRowsOfBrokenGraphs: in a graph that TensorFlow would refuse, the images are lost;
// nothing panics.
func TestRowsOfBrokenGraphs(t *testing.T) {
	for _, graph := range []string{
		"twice = Const() {dtype=int32 value=int32[3]{1,1,1}} -> int32[3]\ny = Transpose(x, twice) -> float[2,2,2]",
		"open = NovelShape(x)\ny = Einsum(open, w) {equation=\",jk->jk\"} -> float[3,4]",
		"s = Shape(x) -> int32[3]\nn = StridedSlice(s, axis0, axis1, axis1) -> int32[1]\naxis = Reshape(zero, n) -> int32[?]\ny = GatherV2(table, two, axis) -> float[?,3]",
	} {
		g := parse(t, rowsHead+"x = Placeholder() -> float[?,2,3]\n"+graph)
		if n := g.Node("open"); n != nil {
			n.Op, n.Types = "Relu", []Type{{DType: Float}}
			g.Node("x").Types = []Type{{DType: Float}}
		}
		b, err := TraceBatch(g, g.Node("x").Out(0), g.Node("y"))
		if err != nil {
			t.Fatal(err)
		}
		if r, err := b.Rows(g.Node("y").Out(0)); err == nil {
			t.Errorf("%s\nhas rows %v", graph, r)
		}
	}
}
