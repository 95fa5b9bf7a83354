package autodiff

import (
	"fmt"
	"slices"
	"testing"

	"tfreeze/methods/internal/graphtest"
)

// TestIntegersBounded: a graph that reads each node twice, 40 times over, ends.
func TestIntegersBounded(t *testing.T) {
	text := "n0 = Const() {dtype=int32 value=int32[]{1}} -> int32[]\n"
	for i := range 40 {
		text += fmt.Sprintf("n%d = Add(n%d, n%d) -> int32[]\n", i+1, i, i)
	}
	if v, err := integers(graphtest.Parse(t, text).Node("n40").Out(0)); err == nil {
		t.Errorf("got %v", v)
	}
}

// TestIntegers: integers follow from constants and known shapes, and from nothing else.
func TestIntegers(t *testing.T) {
	const given = `x = Placeholder() {dtype=float} -> float[?,4,3]
s = Placeholder() {dtype=float} -> float[2,4]
open = Placeholder() {dtype=float} -> float[...]
number = Placeholder() {dtype=int32} -> int32[]
zero = Const() {dtype=int32 value=int32[]{0}} -> int32[]
one = Const() {dtype=int32 value=int32[]{1}} -> int32[]
two = Const() {dtype=int32 value=int32[]{2}} -> int32[]
back = Const() {dtype=int32 value=int32[1]{-1}} -> int32[1]
none = Const() {dtype=int32 value=int32[1]{0}} -> int32[1]
by = Const() {dtype=int32 value=int32[1]{1}} -> int32[1]
many = Const() {dtype=int32 value=int32[]{100}} -> int32[]
rank = Rank(x) {T=float} -> int32[]
range = Range(zero, rank, one) {Tidx=int32} -> int32[?]
`
	for _, c := range []struct {
		node string
		want []int64
	}{
		{`Identity(rank) -> int32[]`, []int64{3}},
		{`Rank(open) -> int32[]`, nil},
		{`Shape(s) -> int32[2]`, []int64{2, 4}},
		{`Shape(x) -> int32[3]`, nil},
		{`Size(s) -> int64[]`, []int64{8}},
		{`Sub(rank, one) -> int32[]`, []int64{2}},
		{`AddV2(range, one) -> int32[?]`, []int64{1, 2, 3}},
		{`Mul(range, number) -> int32[?]`, nil},
		{`Maximum(rank, two) -> int32[]`, []int64{3}},
		{`AddV2(one, up) -> int32[]` + "\nup = Cast(ge) -> int32[]\nge = GreaterEqual(one, zero) -> bool[]", []int64{2}},
		{`AddV2(minus, up) -> int32[]` + "\nminus = Sub(zero, one) -> int32[]\nup = Cast(ge) -> int32[]\nge = GreaterEqual(minus, zero) -> bool[]", []int64{-1}},
		{`Cast(f) -> int32[]` + "\nf = Const() {dtype=float value=float[]{1.5}} -> float[]", nil},
		{`Minimum(rank, two) -> int32[]`, []int64{2}},
		{`Range(rank, zero, minus) -> int32[?]` + "\nminus = Sub(zero, one) -> int32[]", []int64{3, 2, 1}},
		{`Range(zero, many, one) -> int32[?]`, nil},
		{`Range(zero, rank, zero) -> int32[?]`, nil},
		{`Pack(one, rank) -> int32[2]`, []int64{1, 3}},
		{`Pack(range, range) -> int32[2,3]`, nil},
		{`ConcatV2(range, back, zero) -> int32[4]`, []int64{0, 1, 2, -1}},
		{`StridedSlice(range, back, none, by) {shrink_axis_mask=1} -> int32[]`, []int64{2}},
		{`StridedSlice(range, by, none, by) {end_mask=1} -> int32[2]`, []int64{1, 2}},
		{`StridedSlice(range, none, back, by) {begin_mask=1} -> int32[2]`, []int64{0, 1}},
		{`StridedSlice(range, none, back, back) -> int32[2]`, nil},
		{`StridedSlice(range, none, none, by) {ellipsis_mask=1} -> int32[3]`, nil},
		{`Cast(s) -> float[2,4]`, nil},
	} {
		n := graphtest.Parse(t, given+"n = "+c.node).Node("n")
		got, err := integers(n.Out(0))
		if !slices.Equal(got, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%s: got %v, %v, want %v", c.node, got, err, c.want)
		}
	}
}
