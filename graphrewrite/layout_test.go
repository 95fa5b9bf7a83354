package graphrewrite

import "testing"

// TestImageLayout: the first ops that read the images imply their layout.
func TestImageLayout(t *testing.T) {
	const head = `x = Placeholder() -> float[?,3,6,5]
k = Const() {dtype=float} -> float[3,3,3,4]
m = Const() {dtype=float} -> float[]
first = Const() {dtype=int32 value=int32[4]{0,3,1,2}} -> int32[4]
last = Const() {dtype=int32 value=int32[4]{0,2,3,1}} -> int32[4]
flat = Const() {dtype=int32 value=int32[2]{-1,90}} -> int32[2]
`
	for _, c := range []struct {
		graph string
		want  Layout
	}{
		{"y = Conv2D(x, k) -> float[?,1,4,4]", ChannelsLast},
		{`y = Conv2D(x, k) {data_format="NCHW"} -> float[?,4,4,3]`, ChannelsFirst},
		{`a = Sub(x, m) -> float[?,3,6,5]
p = Pad(a, m) -> float[?,3,8,7]
y = MaxPool(p) {data_format="NCHW"} -> float[?,3,4,3]`, ChannelsFirst},
		{"t = Transpose(x, last) -> float[?,6,5,3]\ny = Conv2D(t, k) -> float[?,4,3,4]", ChannelsFirst},
		{"t = Transpose(x, first) -> float[?,5,3,6]\n" + `y = Conv2D(t, k) {data_format="NCHW"} -> float[?,4,1,4]`, ChannelsLast},
		{"t = Reshape(x, flat) -> float[?,90]\ny = MatMul(t, m) -> float[?,4]", ""},
		{"c = Conv2D(x, k) -> float[?,1,4,4]\n" + `d = Conv2D(x, k) {data_format="NCHW"} -> float[?,4,4,3]` + "\ny = Add(c, d) -> float[?,4,4,4]", ""},
		{`c = Conv2D(x, k) -> float[?,1,4,4]` + "\n" + `y = Conv2D(c, k) {data_format="NCHW"} -> float[?,4,4,3]`, ChannelsLast},
	} {
		g := parse(t, head+c.graph)
		got, err := ImageLayout(g, g.Node("x").Out(0), g.Node("y").Out(0))
		if err != nil || got != c.want {
			t.Errorf("%s\ngot %q, %v, want %q", c.graph, got, err, c.want)
		}
	}
}

// TestLayoutOf: if the graph implies no layout, only a shape with channels last and nowhere
// else has one.
func TestLayoutOf(t *testing.T) {
	for _, c := range []struct {
		known Layout
		shape []int64
		want  Layout
	}{
		{"", []int64{8, 6, 3}, ChannelsLast},
		{"", []int64{8, 6, 1}, ChannelsLast},
		{"", []int64{3, 8, 6}, ""},
		{"", []int64{3, 8, 3}, ""},
		{"", []int64{8, 6, 7}, ""},
		{ChannelsLast, []int64{8, 6, 7}, ChannelsLast},
		{ChannelsFirst, []int64{8, 6, 3}, ChannelsFirst},
		{ChannelsFirst, []int64{8, 6}, ""},
	} {
		if got := c.known.Of(c.shape); got != c.want {
			t.Errorf("%q.Of(%v) = %q, want %q", c.known, c.shape, got, c.want)
		}
	}
}

func TestLayoutPixels(t *testing.T) {
	for _, c := range []struct {
		layout      Layout
		shape, want Shape
	}{
		{ChannelsLast, Shape{5, 4, 9}, Shape{5, 4}},
		{ChannelsFirst, Shape{9, 5, 4}, Shape{5, 4}},
		{"", Shape{6, 5, 3}, Shape{6, 5}},
		{"", Shape{5, 4, 9}, Shape{5, 4, 9}},
		{ChannelsLast, Shape{5, 4}, Shape{5, 4}},
	} {
		if got := Shape(c.layout.Pixels(c.shape)); got.String() != c.want.String() {
			t.Errorf("%q, %v: %v, want %v", c.layout, c.shape, got, c.want)
		}
	}
}
