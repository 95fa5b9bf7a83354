package serving

import (
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// Rounds emits a loop of as many rounds as times says. body emits, from the number of a
// round and the state, the state of the next one. Two points at a time are evaluated, and
// rounds add to the state in their order, so that the result does not depend on scheduling.
func (l *Loop) Rounds(times gr.Output, start []gr.Output, body func(e autodiff.Emitter, round gr.Output, state []gr.Output) ([]gr.Output, error)) ([]gr.Output, error) {
	e := autodiff.Emitter{Scope: l.scope.Sub("body")}
	loop := gr.Loop{
		Name: strings.ReplaceAll(l.Prefix, "/", "_"), Times: times, Parallel: underWay, Start: start,
		Round: placeholder(e, gr.Type{DType: gr.Int32, Shape: gr.Shape{}}),
	}
	for _, o := range start {
		loop.State = append(loop.State, placeholder(e, o.Type()))
	}
	var err error
	if loop.Next, err = body(e, loop.Round, loop.State); err != nil {
		return nil, err
	}
	for i, o := range loop.Next {
		o.Node.Types[0] = start[i].Type()
	}
	return l.Loop(loop, l.defs)
}

// ScoreAt emits the explained score, [N], at another point, frozen by what was found at the
// input.
func (l *Loop) ScoreAt(e autodiff.Emitter, x gr.Output) (gr.Output, error) {
	x.Node.Types[0] = l.Input.Type()
	c, err := l.networkAt(e.Scope, x)
	if err != nil {
		return gr.Output{}, err
	}
	return l.ScoreOf(autodiff.Emitter{Scope: e.Scope.Sub("score")}, c.Of(l.Logits)), nil
}

// GradientAt emits the gradient of the score at another point, as ScoreAt does the score.
func (l *Loop) GradientAt(e autodiff.Emitter, x gr.Output) (gr.Output, error) {
	return l.gradientAt(e.Scope, x)
}

// An Image says where the pixels of the input are: the dimensions of its sides and of its
// channels.
type Image struct{ Height, Width, Channels int }

// Image finds the pixels; ok reports whether the input holds images, of known layout.
func (n *Net) Image() (im Image, ok bool) {
	shape := n.Input.Shape()
	if len(shape) != 4 {
		return im, false
	}
	layout := n.Layout.Of(shape[1:])
	if layout == "" {
		return im, false
	}
	y, x, c := layout.Sides()
	return Image{y + 1, x + 1, c + 1}, true
}

// Side emits the size of a dimension of the input, int32 [].
func (l *Loop) Side(dimension int) gr.Output {
	return l.Reshape(l.Slice(l.Shape(l.Input), l.Ints(int32(dimension)), l.Ints(1)), l.Ints())
}

// Along emits 0 to the size of a dimension of the input, int32, in a shape that broadcasts
// against the input.
func (l *Loop) Along(dimension int) gr.Output {
	shape := slices.Repeat([]int32{1}, 4)
	shape[dimension] = -1
	each := l.Op("Range", "", gr.Type{DType: gr.Int32}, gr.Attrs{"Tidx": gr.Int32}, l.Int(0), l.Side(dimension), l.Int(1))
	return l.Reshape(each, l.Ints(shape...))
}
