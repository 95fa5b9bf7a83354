package graphrewrite

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
	"google.golang.org/protobuf/proto"
)

// Format shows a tensor as a hash if it has more than elideAbove elements, or more than
// elideBytes bytes in its strings.
const (
	elideAbove = 32
	elideBytes = 1 << 10
)

// formatTensor writes float[2]{1.0, 2.5}, or float[64]{sha256 9f86d081...}.
func formatTensor(t *tensorpb.TensorProto) string {
	shape := ShapeOf(t.GetTensorShape())
	if t.GetTensorShape() == nil {
		shape = Shape{} // as TensorFlow reads it
	}
	head := typeName(t.GetDtype()) + shape.String()
	items, err := tensorItems(t)
	if err != nil {
		raw, _ := proto.MarshalOptions{Deterministic: true}.Marshal(t)
		return fmt.Sprintf("%s{sha256 %x}", head, sha256.Sum256(raw))
	}
	return head + "{" + strings.Join(items, ", ") + "}"
}

// tensorItems returns the elements as the text form writes them.
func tensorItems(t *tensorpb.TensorProto) ([]string, error) {
	switch t.GetDtype() {
	case typespb.DataType_DT_STRING:
		return stringItems(t)
	case Int64:
		return items(t, tensorInts, func(v int64) string { return strconv.FormatInt(v, 10) })
	}
	return items(t, tensorValues, func(v float64) string { return formatElement(t.GetDtype(), v) })
}

func items[T any](t *tensorpb.TensorProto, read func(*tensorpb.TensorProto, int64) ([]T, error), format func(T) string) ([]string, error) {
	values, err := read(t, elideAbove)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = format(v)
	}
	return out, nil
}

func stringItems(t *tensorpb.TensorProto) ([]string, error) {
	count, err := countElements(t, elideAbove)
	if err != nil {
		return nil, err
	}
	values, err := spread(t.GetStringVal(), count)
	if err != nil {
		return nil, err
	}
	total := 0
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = quote(string(v))
		total += len(v)
	}
	if total > elideBytes {
		return nil, errors.New("the strings of a tensor are too long to read here")
	}
	return out, nil
}

func formatElement(dtype typespb.DataType, v float64) string {
	switch dtype {
	case typespb.DataType_DT_FLOAT:
		return formatFloat(v, 32)
	case typespb.DataType_DT_DOUBLE:
		return formatFloat(v, 64)
	case typespb.DataType_DT_BOOL:
		return strconv.FormatBool(v != 0)
	}
	return strconv.FormatInt(int64(v), 10)
}
