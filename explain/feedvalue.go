package explain

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

func (o other) value(f Feed) (*tensorflow.Tensor, error) {
	typ := o.typ()
	if f.Values != nil {
		shape, err := shapeFor(f.Shape, typ.Shape)
		if err != nil {
			return nil, err
		}
		return numbers(typ.DType, shape, f.Values)
	}
	shape := make([]int64, len(typ.Shape))
	for i, d := range typ.Shape {
		if shape[i] = 1; d > 1 || d == 0 {
			return nil, fmt.Errorf("the one value %q does not fill it: give a .npy array", f.Text)
		}
	}
	return single(typ.DType, shape, f.Text)
}

// shapeFor adds a leading dimension of 1 to the given shape if that is missing.
func shapeFor(given []int64, want gr.Shape) ([]int64, error) {
	for _, shape := range [][]int64{given, append([]int64{1}, given...)} {
		if want == nil || slices.EqualFunc(shape, want, func(d, w int64) bool { return d == w || w < 0 }) {
			return shape, nil
		}
	}
	return nil, fmt.Errorf("the array has shape %v", gr.Shape(given))
}

// single makes a tensor of one element.
func single(dtype gr.DataType, shape []int64, text string) (*tensorflow.Tensor, error) {
	bad := func(err error) error { return fmt.Errorf("cannot read %q: %w", text, errors.Unwrap(err)) }
	switch dtype {
	case gr.Bool:
		v, err := strconv.ParseBool(text)
		if err != nil {
			return nil, bad(err)
		}
		return tensorflow.New(shape, []bool{v})
	case gr.Int32, gr.Int64:
		v, err := strconv.ParseInt(text, 10, bits(dtype))
		if err != nil {
			return nil, bad(err)
		}
		if dtype == gr.Int32 {
			return tensorflow.New(shape, []int32{int32(v)})
		}
		return tensorflow.New(shape, []int64{v})
	case typespb.DataType_DT_STRING:
		return tensorflow.Strings(shape, text)
	}
	v, err := strconv.ParseFloat(text, bits(dtype))
	if err != nil {
		return nil, bad(err)
	}
	if dtype == gr.Double {
		return tensorflow.New(shape, []float64{v})
	}
	return numbers(dtype, shape, []float32{float32(v)})
}

func bits(dtype gr.DataType) int {
	if dtype == gr.Int64 || dtype == gr.Double {
		return 64
	}
	return 32
}

// numbers converts values to a tensor of the type dtype.
func numbers(dtype gr.DataType, shape []int64, values []float32) (*tensorflow.Tensor, error) {
	switch dtype {
	case gr.Float:
		return tensorflow.New(shape, values)
	case gr.Double:
		return tensorflow.New(shape, convert[float64](values))
	case gr.Bool:
		truths := make([]bool, len(values))
		for i, v := range values {
			truths[i] = v != 0
		}
		return tensorflow.New(shape, truths)
	}
	// float32 represents every integer exactly up to 1 << 24.
	limits := map[gr.DataType]float64{gr.Int32: 1 << 24, gr.Int64: 1 << 24, typespb.DataType_DT_UINT8: 255}
	limit, ok := limits[dtype]
	if !ok {
		return nil, errors.New("an input of this type cannot be fed")
	}
	for _, v := range values {
		if w := float64(v); w != math.Trunc(w) || math.Abs(w) > limit || w < 0 && limit == 255 {
			return nil, fmt.Errorf("%v is not a value of this type, or is too large to be read exactly", v)
		}
	}
	switch dtype {
	case gr.Int32:
		return tensorflow.New(shape, convert[int32](values))
	case gr.Int64:
		return tensorflow.New(shape, convert[int64](values))
	}
	return tensorflow.New(shape, convert[uint8](values))
}

func convert[T float64 | int32 | int64 | uint8](values []float32) []T {
	converted := make([]T, len(values))
	for i, v := range values {
		converted[i] = T(v)
	}
	return converted
}
