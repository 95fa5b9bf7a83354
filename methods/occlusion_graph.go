package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// emitOccluded is occluded in a graph: a round for each window, in the same order.
func emitOccluded(l *serving.Loop, im serving.Image, a serving.Arguments) (gr.Output, error) {
	window, stride := Window.Argument(a), Stride.Argument(a)
	places := func(side gr.Output) (places, covered gr.Output) {
		covered = l.Binary("Minimum", window, side)
		return l.Add(l.Binary("FloorDiv", l.Sub(side, covered), stride), l.Int(1)), covered
	}
	rows, high := places(l.Side(im.Height))
	columns, wide := places(l.Side(im.Width))
	y, x := l.Along(im.Height), l.Along(im.Width)
	zeros := l.ZerosLike(l.Input)
	size := l.To(l.Mul(l.Mul(high, wide), l.Side(im.Channels)), gr.Float)
	state, err := l.Rounds(l.Mul(rows, columns), []gr.Output{zeros, zeros}, func(e autodiff.Emitter, round gr.Output, state []gr.Output) ([]gr.Output, error) {
		top := e.Mul(e.Binary("FloorDiv", round, columns), stride)
		left := e.Mul(e.Binary("FloorMod", round, columns), stride)
		within := func(at, from gr.Output) gr.Output {
			return both(e, e.Compare("GreaterEqual", at, from), e.Compare("Less", at, e.Add(from, window)))
		}
		under := both(e, within(y, top), within(x, left))
		score, err := l.ScoreAt(e, e.SelectV2(under, zeros, l.Input))
		if err != nil {
			return nil, err
		}
		fall := e.Reshape(e.Sub(l.Score, score), e.Ints(-1, 1, 1, 1))
		return []gr.Output{
			e.Add(state[0], e.SelectV2(under, fall, zeros)),
			e.Add(state[1], e.SelectV2(under, e.Unary("OnesLike", l.Input), zeros)),
		}, nil
	})
	if err != nil {
		return gr.Output{}, err
	}
	falls, times := state[0], state[1]
	shared := l.SelectV2(l.Compare("Greater", times, l.Scalar(0, times)), l.Div(falls, l.Mul(times, size)), falls)
	return l.SelectV2(MeanDrop.Argument(a), shared, falls), nil
}

func both(e autodiff.Emitter, p, q gr.Output) gr.Output {
	return e.Op("LogicalAnd", "", gr.Type{DType: gr.Bool}, nil, p, q)
}
