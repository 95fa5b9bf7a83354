package graphrewrite

import (
	"errors"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// ConstValue returns the elements of a constant of numbers or booleans, in C order. A
// constant of more than limit elements is an error: a few bytes of a hostile file can
// claim any number of equal elements.
func (n *Node) ConstValue(limit int64) ([]float64, error) {
	return constant(n, limit, func(t *tensorpb.TensorProto, limit int64) ([]float64, error) {
		if d := t.GetDtype(); d == Half || d == BFloat16 {
			return halves(t, limit)
		}
		return tensorValues(t, limit)
	})
}

// ConstInts is ConstValue for up to 65536 integers, exact for all of int64.
func (n *Node) ConstInts() ([]int64, error) {
	return constant(n, 1<<16, tensorInts)
}

func constant[T any](n *Node, limit int64, read func(*tensorpb.TensorProto, int64) ([]T, error)) ([]T, error) {
	if n.Op != "Const" {
		return nil, &Error{Node: n.Name, Op: n.Op, Err: errors.New("a constant is needed here")}
	}
	values, err := read(n.Attr["value"].GetTensor(), limit)
	if err != nil {
		return nil, &Error{Node: n.Name, Op: n.Op, Err: err}
	}
	return values, nil
}

// Tensor makes a TensorProto of values in C order; a nil shape is a scalar's.
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
