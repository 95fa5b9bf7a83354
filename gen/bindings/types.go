package bindings

import (
	"fmt"
	"strconv"
	"strings"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
)

// goType returns the Go type of a tensor's elements. It is empty if there is none, as
// for half-precision numbers and resource handles.
func goType(t typespb.DataType) string {
	switch t {
	case typespb.DataType_DT_FLOAT:
		return "float32"
	case typespb.DataType_DT_DOUBLE:
		return "float64"
	case typespb.DataType_DT_BOOL:
		return "bool"
	case typespb.DataType_DT_STRING:
		return "string"
	case typespb.DataType_DT_INT8, typespb.DataType_DT_INT16, typespb.DataType_DT_INT32, typespb.DataType_DT_INT64,
		typespb.DataType_DT_UINT8, typespb.DataType_DT_UINT16, typespb.DataType_DT_UINT32, typespb.DataType_DT_UINT64:
		return strings.ToLower(strings.TrimPrefix(t.String(), "DT_"))
	}
	return ""
}

// shapeText writes a shape for documentation. An open first dimension is N, the size of
// the batch.
func shapeText(s gr.Shape) string {
	if s == nil {
		return "of any shape"
	}
	dims := make([]string, len(s))
	for i, d := range s {
		switch {
		case d >= 0:
			dims[i] = strconv.FormatInt(d, 10)
		case i == 0:
			dims[i] = "N"
		default:
			dims[i] = "?"
		}
	}
	return "[" + strings.Join(dims, ",") + "]"
}

// dims writes a shape as Go code.
func dims(s gr.Shape) string {
	if s == nil {
		return "nil"
	}
	return "dims{" + strings.Trim(strings.ReplaceAll(fmt.Sprint([]int64(s)), " ", ", "), "[]") + "}"
}
