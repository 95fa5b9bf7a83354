package graphrewrite

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// FuzzRows traces batches through graphs of the ops that have a rule. Their shapes,
// constants, attributes and numbers of inputs may not fit together. Nothing panics, and
// every place that is found lies within its tensor.
func FuzzRows(f *testing.F) {
	for seed := range uint64(500) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		g, nodes := randomRows(rand.New(rand.NewPCG(seed, 1)))
		b, err := TraceBatch(g, nodes[0].Out(0), nodes...)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range nodes {
			for i := range max(1, len(n.Types)) {
				r, err := b.Rows(n.Out(i))
				if rank := len(n.Out(i).Shape()); err == nil && rank > 0 && (r.Axis < 0 || r.Axis >= rank) {
					t.Errorf("%s of shape %v has axis %d", n.Op, n.Out(i).Shape(), r.Axis)
				}
			}
		}
	})
}

func randomRows(r *rand.Rand) (*Graph, []*Node) {
	s := Scope{Graph: New()}
	ops := append(opsWith(func(o opFacts) bool { return o.rule() != nil }), "Shape", "Fill", "Const", "Const", "Const", "Placeholder")
	shape := func() Shape {
		if r.IntN(8) == 0 {
			return nil
		}
		dims := make(Shape, r.IntN(5))
		for i := range dims {
			dims[i] = int64(r.IntN(5) - 1)
		}
		return dims
	}
	nodes := []*Node{s.Node("Placeholder", "x", []Type{{Float, shape()}}, nil)}
	for k := range 20 {
		op := ops[r.IntN(len(ops))]
		if op == "Const" {
			values := make([]int32, r.IntN(5))
			for i := range values {
				values[i] = int32(r.IntN(6) - 2)
			}
			nodes = append(nodes, s.Const("", Tensor(Shape{int64(len(values))}, values...)).Node)
			continue
		}
		var inputs []Output
		for range r.IntN(5) {
			from := nodes[r.IntN(len(nodes))]
			inputs = append(inputs, from.Out(r.IntN(len(from.Types))))
		}
		types := make([]Type, 1+r.IntN(2))
		for i := range types {
			types[i] = Type{[]DataType{Float, Int32}[r.IntN(2)], shape()}
		}
		attrs := Attrs{"axis": r.IntN(7) - 3, "squeeze_dims": []int{r.IntN(7) - 3}, "equation": []string{"ab,bc->ac", "...a,ab->...b", "a", "ab->ba"}[r.IntN(4)],
			"batch_dims": r.IntN(4) - 1, "begin_mask": r.IntN(16), "end_mask": r.IntN(16), "ellipsis_mask": r.IntN(4), "new_axis_mask": r.IntN(4),
			"shrink_axis_mask": r.IntN(8), "is_training": r.IntN(2) == 0, "transpose_a": r.IntN(2) == 0, "keep_dims": r.IntN(2) == 0}
		nodes = append(nodes, s.Node(op, fmt.Sprint("n", k), types, attrs, inputs...))
	}
	return s.Graph, nodes
}
