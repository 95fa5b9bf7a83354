package graphrewrite

import (
	"encoding/binary"
	"fmt"
	"math"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// tensorValues reads the elements of a numeric or boolean tensor.
func tensorValues(t *tensorpb.TensorProto, limit int64) ([]float64, error) {
	count, err := countElements(t, limit)
	if err != nil {
		return nil, err
	}
	if content := t.GetTensorContent(); len(content) > 0 {
		size, decode := elementOf(t.GetDtype())
		return decodeContent(t, count, size, decode)
	}
	listed, err := listedValues(t)
	if err != nil {
		return nil, err
	}
	return spread(listed, count)
}

// tensorInts is tensorValues for integers: a float64 does not hold all of int64.
func tensorInts(t *tensorpb.TensorProto, limit int64) ([]int64, error) {
	if t.GetDtype() != Int64 {
		values, err := tensorValues(t, limit)
		ints := make([]int64, len(values))
		for i, v := range values {
			ints[i] = int64(v)
		}
		return ints, err
	}
	count, err := countElements(t, limit)
	if err != nil {
		return nil, err
	}
	if len(t.GetTensorContent()) > 0 {
		return decodeContent(t, count, 8, func(b []byte) int64 { return int64(binary.LittleEndian.Uint64(b)) })
	}
	return spread(t.GetInt64Val(), count)
}

func countElements(t *tensorpb.TensorProto, limit int64) (int64, error) {
	count := int64(1)
	for _, d := range t.GetTensorShape().GetDim() {
		if d.GetSize() < 0 || d.GetSize() > 0 && count > limit/d.GetSize() {
			return 0, fmt.Errorf("a tensor of shape %v is too large to read here", ShapeOf(t.GetTensorShape()))
		}
		count *= d.GetSize()
	}
	return count, nil
}

// spread returns count elements: those listed, and then the last of them repeated. If
// none is listed, all are zero.
func spread[T any](listed []T, count int64) ([]T, error) {
	if int64(len(listed)) > count {
		return nil, fmt.Errorf("%d values in a tensor of %d elements", len(listed), count)
	}
	values := make([]T, count)
	copy(values, listed)
	for i := len(listed); i > 0 && i < len(values); i++ {
		values[i] = values[i-1]
	}
	return values, nil
}

// listedValues returns the elements that a tensor lists. A number that a narrow type
// cannot hold wraps around, as in TensorFlow.
func listedValues(t *tensorpb.TensorProto) ([]float64, error) {
	switch t.GetDtype() {
	case Float:
		return widen(t.GetFloatVal(), func(v float32) float64 { return float64(v) }), nil
	case Double:
		return t.GetDoubleVal(), nil
	case Int64:
		return widen(t.GetInt64Val(), func(v int64) float64 { return float64(v) }), nil
	case Int32:
		return widen(t.GetIntVal(), func(v int32) float64 { return float64(v) }), nil
	case typespb.DataType_DT_INT16:
		return widen(t.GetIntVal(), func(v int32) float64 { return float64(int16(v)) }), nil
	case typespb.DataType_DT_INT8:
		return widen(t.GetIntVal(), func(v int32) float64 { return float64(int8(v)) }), nil
	case typespb.DataType_DT_UINT8:
		return widen(t.GetIntVal(), func(v int32) float64 { return float64(uint8(v)) }), nil
	case Bool:
		return widen(t.GetBoolVal(), func(v bool) float64 { return map[bool]float64{true: 1}[v] }), nil
	}
	return nil, notRead(t.GetDtype())
}

func notRead(dtype typespb.DataType) error {
	return fmt.Errorf("a tensor of type %s is not read here", typeName(dtype))
}

func widen[T, U any](in []T, convert func(T) U) []U {
	out := make([]U, len(in))
	for i, v := range in {
		out[i] = convert(v)
	}
	return out
}

// decodeContent reads count elements of size bytes each.
func decodeContent[T any](t *tensorpb.TensorProto, count int64, size int, decode func([]byte) T) ([]T, error) {
	content := t.GetTensorContent()
	if decode == nil {
		return nil, notRead(t.GetDtype())
	}
	if int64(len(content)) != count*int64(size) {
		return nil, fmt.Errorf("%d bytes for %d elements of type %s", len(content), count, typeName(t.GetDtype()))
	}
	values := make([]T, count)
	for i := range values {
		values[i] = decode(content[i*size:])
	}
	return values, nil
}

// elementOf returns the size of an element in bytes, and a function that decodes one, in
// little-endian order.
func elementOf(dtype typespb.DataType) (int, func([]byte) float64) {
	le := binary.LittleEndian
	switch dtype {
	case Float:
		return 4, func(b []byte) float64 { return float64(math.Float32frombits(le.Uint32(b))) }
	case Double:
		return 8, func(b []byte) float64 { return math.Float64frombits(le.Uint64(b)) }
	case Int32:
		return 4, func(b []byte) float64 { return float64(int32(le.Uint32(b))) }
	case Int64:
		return 8, func(b []byte) float64 { return float64(int64(le.Uint64(b))) }
	case typespb.DataType_DT_INT16:
		return 2, func(b []byte) float64 { return float64(int16(le.Uint16(b))) }
	case typespb.DataType_DT_INT8:
		return 1, func(b []byte) float64 { return float64(int8(b[0])) }
	case Bool, typespb.DataType_DT_UINT8:
		return 1, func(b []byte) float64 { return float64(b[0]) }
	}
	return 0, nil
}
