package autodiff

import gr "tfreeze/graphrewrite"

// partitionRule is the rule of DynamicPartition. Partitioning the numbers of the rows
// shows where each row went, and stitching puts their gradients back.
func partitionRule(v *VJP) error {
	data, ids := v.In(0), v.In(1)
	types := make([]gr.Type, len(v.DY))
	for i := range types {
		types[i].DType = gr.Int32
	}
	number := v.Op("Range", "", gr.Type{DType: gr.Int32}, gr.Attrs{"Tidx": gr.Int32}, v.Int(0), v.elements(v.Shape(ids)), v.Int(1))
	parted := v.Emitter.Node("DynamicPartition", "", types, gr.Attrs{"T": gr.Int32, "num_partitions": len(types)}, v.Like(number, ids), ids)
	var places []gr.Output
	for i := range types {
		places = append(places, parted.Out(i))
	}
	rows := v.Op("DynamicStitch", "", gr.Type{DType: data.DType()}, gr.Attrs{"T": data.DType(), "N": len(types)}, append(places, v.allDY()...)...)
	v.DX[0] = v.Like(rows, data)
	return nil
}

// stitchRule is the rule of DynamicStitch and ParallelDynamicStitch: the first half of
// the inputs says where the rows of the second half go. If several rows go to one place,
// each gets the gradient of that place, as in TensorFlow.
func stitchRule(v *VJP) error {
	n := len(v.Node.Inputs) / 2
	for i := range n {
		if v.needsGrad[n+i] {
			v.DX[n+i] = v.Op("GatherV2", "", gr.Type{DType: v.Dy().DType()},
				gr.Attrs{"Tparams": v.Dy().DType(), "Tindices": gr.Int32, "Taxis": gr.Int32, "batch_dims": 0}, v.Dy(), v.In(i), v.Int(0))
		}
	}
	return nil
}
