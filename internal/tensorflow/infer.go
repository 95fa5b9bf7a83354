package tensorflow

// A Type is what TensorFlow knows of an output before the graph runs.
type Type struct {
	// DType is the number of the DataType enum in types.proto.
	DType int32
	// Shape has -1 for an unknown dimension; it is nil if the rank is unknown.
	Shape []int64
}

// Infer imports a serialized GraphDef and returns the type and static shape of
// each node's outputs, as TensorFlow's shape functions derive them.
func Infer(graphDef []byte) (map[string][]Type, error) {
	graph, err := importGraph(graphDef)
	if err != nil {
		return nil, err
	}
	types := map[string][]Type{}
	for _, op := range graph.Operations() {
		outputs := make([]Type, op.NumOutputs())
		for i := range outputs {
			o := op.Output(i)
			outputs[i].DType = int32(o.DataType())
			if dims, err := o.Shape().ToSlice(); err == nil {
				outputs[i].Shape = append([]int64{}, dims...)
			}
		}
		types[op.Name()] = outputs
	}
	return types, nil
}
