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

// A Tensor is an array in TensorFlow's memory. It is freed when Go's collector
// finds it unused; a Session asks for a collection when much was fetched.
type Tensor struct{ t *tf.Tensor }

// Element is a type of number that New and Values move without conversion.
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

// New copies data, in C order and in one part or more, into a tensor of the given
// shape. It is an error if the shape holds another number of elements.
func New[T Element](shape []int64, data ...[]T) (*Tensor, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	n := elements(shape)
	if n < 0 {
		return nil, fmt.Errorf("tensor of shape %v: TensorFlow has no such tensors", shape)
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

// bytesOf are the elements as they lie in memory.
func bytesOf[T Element](data []T) []byte {
	if len(data) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&data[0])), len(data)*int(unsafe.Sizeof(data[0])))
}

// Scalar makes a tensor of shape [].
func Scalar[T Element](v T) (*Tensor, error) { return New(nil, []T{v}) }

// String makes a string tensor of shape [].
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

// Strings makes a tensor of one string, each of whose dimensions is 1.
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

// View returns the elements in C order in TensorFlow's own memory, which is
// gone when t is: the caller keeps t reachable. It is an error if t holds
// another type.
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

// viewer keeps what the binding hands to Write, which is the tensor's memory
// itself: the one way to it that the binding leaves open.
type viewer struct{ raw []byte }

func (v *viewer) Write(p []byte) (int, error) {
	v.raw = p
	return len(p), nil
}

// maxDims is TensorFlow's bound on the rank.
const maxDims = 254

// elements is -1 for a shape that TensorFlow would end the process for.
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
