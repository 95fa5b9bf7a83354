package serving

import (
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// Spread emits the standard deviation of each image's noise: stdev times the image's
// range.
func (l *Loop) Spread(stdev gr.Output) gr.Output {
	rows := l.Reshape(l.Input, l.Concat(l.Int(0), l.Slice(l.Shape(l.Input), l.Ints(0), l.Ints(1)), l.Ints(-1)))
	high := l.To(l.Reduce("Max", rows, l.Ints(1), false), gr.Double)
	low := l.To(l.Reduce("Min", rows, l.Ints(1), false), gr.Double)
	return perImage(l.Emitter, l.To(l.Mul(l.To(stdev, gr.Double), l.Sub(high, low)), gr.Float), l.Input)
}

const uint64Type = typespb.DataType_DT_UINT64

// philox is TensorFlow's number for the algorithm Philox 4x32-10.
const philox = 1

// Normal returns a function that emits the standard normal numbers of a round, [1,
// ...]. The seed is Philox's key, and the round the high half of its counter. The
// numbers are the same on every device, and for all images.
func (l *Loop) Normal(seed gr.Output) func(body autodiff.Emitter, round gr.Output) gr.Output {
	bits := l.Op("Bitcast", "", gr.Type{DType: uint64Type}, gr.Attrs{"T": gr.Int64, "type": uint64Type}, seed)
	key := l.Reshape(bits, l.Ints(1))
	dims := l.Slice(l.Shape(l.Input), l.Ints(1), l.Ints(-1))
	elements := l.Reduce("Prod", dims, l.Ints(0), true)
	return func(body autodiff.Emitter, round gr.Output) gr.Output {
		counter := body.Op("Pack", "", gr.Type{DType: uint64Type}, gr.Attrs{"T": uint64Type, "N": 2, "axis": 0},
			body.To(body.Int(0), uint64Type), body.To(round, uint64Type))
		flat := body.Op("StatelessRandomNormalV2", "", gr.Type{DType: gr.Float},
			gr.Attrs{"dtype": gr.Float, "Tshape": gr.Int32}, elements, key, counter, body.Int(philox))
		return body.Reshape(flat, body.Concat(body.Int(0), body.Ints(1), dims))
	}
}
