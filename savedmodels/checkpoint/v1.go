package checkpoint

import (
	"errors"

	shapepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_shape_go_proto"
	slicepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_slice_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/files"
)

// openV1 reads a V1 checkpoint: a table whose empty key holds a SavedTensorSlices message
// that lists the variables. No Go code is generated for that message; of
// saved_tensor_slice.proto, these fields matter:
//
//	SavedTensorSlices    { SavedTensorSliceMeta meta = 1; }
//	SavedTensorSliceMeta { repeated SavedSliceMeta tensor = 1; }
//	SavedSliceMeta       { string name = 1; TensorShapeProto shape = 2; DataType type = 3; TensorSliceProto slice = 4; }
func openV1(path string) (*Checkpoint, error) {
	f, size, err := files.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t, err := openTable(f, size)
	if errors.Is(err, errNotTable) {
		return nil, instead(path, err)
	}
	if err != nil {
		return nil, err
	}
	first, err := t.first()
	if err != nil {
		return nil, err
	}
	if first.key != "" {
		return nil, errNotTable
	}
	c := &Checkpoint{Path: path, Version: 1}
	err = eachField(first.value, func(field protowire.Number, meta []byte, _ uint64) error {
		if field != 1 {
			return nil
		}
		return eachField(meta, func(field protowire.Number, tensor []byte, _ uint64) error {
			if field != 1 {
				return nil
			}
			v, err := sliceMeta(tensor)
			c.Variables = append(c.Variables, v)
			return err
		})
	})
	return c, err
}

func sliceMeta(b []byte) (Variable, error) {
	var v Variable
	slices, partial := 0, false
	err := eachField(b, func(field protowire.Number, value []byte, number uint64) error {
		switch field {
		case 1:
			v.Name = string(value)
		case 2:
			var shape shapepb.TensorShapeProto
			if proto.Unmarshal(value, &shape) != nil {
				return errDamaged
			}
			v.Shape = gr.ShapeOf(&shape)
		case 3:
			v.DType = typespb.DataType(number)
		case 4:
			var slice slicepb.TensorSliceProto
			if proto.Unmarshal(value, &slice) != nil {
				return errDamaged
			}
			slices++
			// An extent with a length covers only a part of its dimension.
			for _, e := range slice.GetExtent() {
				partial = partial || e.GetHasLength() != nil
			}
		}
		return nil
	})
	v.Sliced = slices > 1 || partial
	return v, err
}

// eachField calls f for each field of a message: with its bytes if the field has a
// length, else with its number.
func eachField(b []byte, f func(field protowire.Number, value []byte, number uint64) error) error {
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return errDamaged
		}
		b = b[n:]
		var value []byte
		var number uint64
		switch kind {
		case protowire.BytesType:
			value, n = protowire.ConsumeBytes(b)
		case protowire.VarintType:
			number, n = protowire.ConsumeVarint(b)
		default:
			n = protowire.ConsumeFieldValue(field, kind, b)
		}
		if n < 0 {
			return errDamaged
		}
		b = b[n:]
		if err := f(field, value, number); err != nil {
			return err
		}
	}
	return nil
}
