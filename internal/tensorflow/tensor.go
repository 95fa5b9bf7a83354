package tensorflow

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"reflect"
	"runtime"
	"slices"
	"unsafe"

	tf "github.com/galeone/tensorflow/tensorflow/go"
)

// A Tensor is an array in TensorFlow's memory. It is freed by Free, or when Go's collector
// finds it unused. A Session starts a collection after it has fetched much.
type Tensor struct{ t *tf.Tensor }

// Element is a number type that New and Values copy without conversion.
type Element interface {
	float32 | float64 | int32 | int64 | bool | uint8
}

func dataType[T Element]() tf.DataType {
	switch any(*new(T)).(type) {
	case float64:
		return tf.Double
	case int32:
		return tf.Int32
	case int64:
		return tf.Int64
	case bool:
		return tf.Bool
	case uint8:
		return tf.Uint8
	}
	return tf.Float
}

// New copies data into a tensor of the given shape, in C order. data may come in
// several parts. It is an error if the shape needs another number of elements.
func New[T Element](shape []int64, data ...[]T) (*Tensor, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	n := elements(shape)
	if n < 0 {
		return nil, fmt.Errorf("tensor of shape %v: TensorFlow has no tensors of such a shape", shape)
	}
	given := 0
	parts := make([]io.Reader, len(data))
	for i, part := range data {
		given += len(part)
		parts[i] = bytes.NewReader(bytesOf(part))
	}
	if n != int64(given) {
		return nil, fmt.Errorf("tensor of shape %v: %d elements given, %d needed", shape, given, n)
	}
	t, err := tf.ReadTensor(dataType[T](), shape, io.MultiReader(parts...))
	if err != nil {
		return nil, fmt.Errorf("tensor of shape %v: %w", shape, err)
	}
	return &Tensor{t}, nil
}

// Read returns a tensor of the given shape with the bytes of r, little-endian and in C
// order.
func Read[T Element](shape []int64, r io.Reader) (*Tensor, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	if elements(shape) < 0 {
		return nil, fmt.Errorf("tensor of shape %v: TensorFlow has no tensors of such a shape", shape)
	}
	t, err := tf.ReadTensor(dataType[T](), shape, r)
	if err != nil {
		return nil, fmt.Errorf("tensor of shape %v: %w", shape, err)
	}
	return &Tensor{t}, nil
}

// bytesOf returns the memory of the elements.
func bytesOf[T Element](data []T) []byte {
	if len(data) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&data[0])), len(data)*int(unsafe.Sizeof(data[0])))
}

// Scalar returns a tensor of shape [].
func Scalar[T Element](v T) (*Tensor, error) { return New(nil, []T{v}) }

// String returns a string tensor of shape [].
func String(s string) (*Tensor, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	t, err := tf.NewTensor(s)
	if err != nil {
		return nil, err
	}
	return &Tensor{t}, nil
}

// Strings returns a tensor of one string. Each dimension of the shape must be 1.
func Strings(shape []int64, text string) (*Tensor, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	value := reflect.ValueOf(text)
	for _, d := range shape {
		if d != 1 {
			return nil, fmt.Errorf("tensor of strings of shape %v: only one string can be given", shape)
		}
		value = reflect.Append(reflect.MakeSlice(reflect.SliceOf(value.Type()), 0, 1), value)
	}
	t, err := tf.NewTensor(value.Interface())
	if err != nil {
		return nil, err
	}
	return &Tensor{t}, nil
}

// Shape returns the tensor's dimensions.
func (t *Tensor) Shape() []int64 { return t.t.Shape() }

// Values returns a copy of the elements in C order. It is an error if t holds
// another type.
func Values[T Element](t *Tensor) ([]T, error) {
	view, err := View[T](t)
	values := slices.Clone(view)
	runtime.KeepAlive(t)
	return values, err
}

// View returns the elements in C order, in TensorFlow's own memory. That is freed with
// t, so the caller must keep t reachable. It is an error if t holds another type.
func View[T Element](t *Tensor) ([]T, error) {
	if t.t.DataType() != dataType[T]() {
		return nil, fmt.Errorf("tensor of type %d, not %d", t.t.DataType(), dataType[T]())
	}
	n := elements(t.Shape())
	if n == 0 {
		return nil, nil
	}
	var view viewer
	if _, err := t.t.WriteContentsTo(&view); err != nil {
		return nil, err
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&view.raw[0])), n), nil
}

// A viewer keeps the slice that the binding passes to Write, which is the tensor's
// memory itself. The binding offers no other access to it.
type viewer struct{ raw []byte }

func (v *viewer) Write(p []byte) (int, error) {
	v.raw = p
	return len(p), nil
}

// maxDims is TensorFlow's limit on the rank.
const maxDims = 254

// elements returns the number of elements. It is -1 for a shape for which TensorFlow
// would end the process.
func elements(shape []int64) int64 {
	if len(shape) > maxDims {
		return -1
	}
	n := int64(1)
	for _, d := range shape {
		if d < 0 || d > 0 && n > math.MaxInt64/d {
			return -1
		}
		n *= d
	}
	return n
}
