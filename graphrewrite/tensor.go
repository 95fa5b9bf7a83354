package graphrewrite

import (
	"encoding/binary"
	"fmt"
	"math"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// ConstValue returns the elements of a Const node's numeric or boolean tensor
// in C order. Constants of more than limit elements are an error: a few bytes
// of a hostile file can claim any number of equal elements.
func (n *Node) ConstValue(limit int64) ([]float64, error) {
	if n.Op != "Const" {
		return nil, &Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf("a constant is needed here")}
	}
	values, err := tensorValues(n.Attr["value"].GetTensor(), limit)
	if err != nil {
		return nil, &Error{Node: n.Name, Op: n.Op, Err: err}
	}
	return values, nil
}

// ConstInts is ConstValue for integers.
func (n *Node) ConstInts() ([]int64, error) {
	values, err := n.ConstValue(1 << 16)
	if err != nil {
		return nil, err
	}
	ints := make([]int64, len(values))
	for i, v := range values {
		ints[i] = int64(v)
	}
	return ints, nil
}

func tensorValues(t *tensorpb.TensorProto, limit int64) ([]float64, error) {
	count := int64(1)
	for _, d := range t.GetTensorShape().GetDim() {
		if d.GetSize() < 0 || d.GetSize() > 0 && count > limit/d.GetSize() {
			return nil, fmt.Errorf("a tensor of shape %v is too large to read here", ShapeOf(t.GetTensorShape()))
		}
		count *= d.GetSize()
	}
	if content := t.GetTensorContent(); len(content) > 0 {
		return decodeContent(t.GetDtype(), content, count)
	}
	listed, err := listedValues(t)
	if err != nil {
		return nil, err
	}
	if int64(len(listed)) > count {
		return nil, fmt.Errorf("%d values in a tensor of %d elements", len(listed), count)
	}
	values := make([]float64, count)
	copy(values, listed)
	// The last listed value stands for all that follow; none listed are zeros.
	for i := len(listed); i > 0 && i < len(values); i++ {
		values[i] = values[i-1]
	}
	return values, nil
}

func listedValues(t *tensorpb.TensorProto) ([]float64, error) {
	switch t.GetDtype() {
	case typespb.DataType_DT_FLOAT:
		return widen(t.GetFloatVal()), nil
	case typespb.DataType_DT_DOUBLE:
		return t.GetDoubleVal(), nil
	case typespb.DataType_DT_INT64:
		return widen(t.GetInt64Val()), nil
	case typespb.DataType_DT_INT32, typespb.DataType_DT_UINT8, typespb.DataType_DT_INT8, typespb.DataType_DT_INT16:
		return widen(t.GetIntVal()), nil
	case typespb.DataType_DT_BOOL:
		values := make([]float64, len(t.GetBoolVal()))
		for i, b := range t.GetBoolVal() {
			if b {
				values[i] = 1
			}
		}
		return values, nil
	}
	return nil, fmt.Errorf("a tensor of type %s is not read here", typeName(t.GetDtype()))
}

func widen[T float32 | int32 | int64](in []T) []float64 {
	out := make([]float64, len(in))
	for i, v := range in {
		out[i] = float64(v)
	}
	return out
}

func decodeContent(dtype typespb.DataType, content []byte, count int64) ([]float64, error) {
	size, decode := elementOf(dtype)
	if decode == nil {
		return nil, fmt.Errorf("a tensor of type %s is not read here", typeName(dtype))
	}
	if int64(len(content)) != count*int64(size) {
		return nil, fmt.Errorf("%d bytes for %d elements of type %s", len(content), count, typeName(dtype))
	}
	values := make([]float64, count)
	for i := range values {
		values[i] = decode(content[i*size:])
	}
	return values, nil
}

// elementOf returns the size in bytes of an element and how to read it, as
// little-endian machines store it.
func elementOf(dtype typespb.DataType) (int, func([]byte) float64) {
	le := binary.LittleEndian
	switch dtype {
	case typespb.DataType_DT_FLOAT:
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(le.Uint32(b))) }
	case typespb.DataType_DT_DOUBLE:
		return 8, func(b []byte) float64 { return math.Float64frombits(le.Uint64(b)) }
	case typespb.DataType_DT_INT32:
		return 4, func(b []byte) float64 { return float64(int32(le.Uint32(b))) }
	case typespb.DataType_DT_INT64:
		return 8, func(b []byte) float64 { return float64(int64(le.Uint64(b))) }
	case typespb.DataType_DT_BOOL, typespb.DataType_DT_UINT8:
		return 1, func(b []byte) float64 { return float64(b[0]) }
	}
	return 0, nil
}

// Tensor makes a TensorProto of values in C order; shape nil is a scalar.
func Tensor[T float32 | float64 | int32 | int64 | bool](shape Shape, values ...T) *tensorpb.TensorProto {
	if shape == nil {
		shape = Shape{}
	}
	t := &tensorpb.TensorProto{TensorShape: shape.Proto()}
	switch v := any(values).(type) {
	case []float32:
		t.Dtype, t.FloatVal = typespb.DataType_DT_FLOAT, v
	case []float64:
		t.Dtype, t.DoubleVal = typespb.DataType_DT_DOUBLE, v
	case []int32:
		t.Dtype, t.IntVal = typespb.DataType_DT_INT32, v
	case []int64:
		t.Dtype, t.Int64Val = typespb.DataType_DT_INT64, v
	case []bool:
		t.Dtype, t.BoolVal = typespb.DataType_DT_BOOL, v
	}
	return t
}

// StringTensor makes a TensorProto of strings.
func StringTensor(shape Shape, values ...string) *tensorpb.TensorProto {
	t := &tensorpb.TensorProto{Dtype: typespb.DataType_DT_STRING, TensorShape: shape.Proto()}
	for _, v := range values {
		t.StringVal = append(t.StringVal, []byte(v))
	}
	return t
}
