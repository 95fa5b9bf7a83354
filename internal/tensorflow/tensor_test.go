package tensorflow

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestNewAndValues(t *testing.T) {
	roundTrip(t, []float32{1.5, float32(math.Inf(-1)), math.MaxFloat32, math.SmallestNonzeroFloat32, 0, -2})
	roundTrip(t, []float64{1.5, math.Inf(1), math.MaxFloat64, math.SmallestNonzeroFloat64, 0, -2})
	roundTrip(t, []int32{1, -1, math.MaxInt32, math.MinInt32, 0, 7})
	roundTrip(t, []int64{1, -1, math.MaxInt64, math.MinInt64, 0, 7})
	roundTrip(t, []bool{true, false, true, true, false, false})
	roundTrip(t, []uint8{0, 1, 127, 128, 254, 255})
}

func roundTrip[T Element](t *testing.T, six []T) {
	t.Helper()
	for _, shape := range [][]int64{nil, {1}, {6}, {2, 3}, {1, 3, 1, 2}, {0}, {3, 0}} {
		data := six[:elements(shape)]
		x := tensor(t, shape, data...)
		got, err := Values[T](x)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, data) || !slices.Equal(x.Shape(), shape) {
			t.Errorf("%T of shape %v: got %v of shape %v, want %v", data, shape, got, x.Shape(), data)
		}
	}
}

// TestNewCopies: later changes of the slice do not change the tensor.
func TestNewCopies(t *testing.T) {
	data := []float32{1, 2}
	x := tensor(t, []int64{2}, data...)
	data[0] = 9
	if got, _ := Values[float32](x); got[0] != 1 {
		t.Errorf("the tensor became %v", got)
	}
}

// TestValuesOutliveTheirTensor: the values stay correct after the collector has freed
// the tensor's memory and later runs have overwritten it.
func TestValuesOutliveTheirTensor(t *testing.T) {
	s := open(t, pairs)
	x := tensor[float32](t, []int64{3, 2}, 1, 2, 3, 4, 5, 6)
	var all [][]float32
	for range 20 {
		out, err := s.Run(map[string]*Tensor{"x": x}, []string{"sum"})
		if err != nil {
			t.Fatal(err)
		}
		v, err := Values[float32](out[0])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	runtime.GC()
	runtime.GC()
	// Finalizers run on a goroutine of their own.
	time.Sleep(10 * time.Millisecond)
	for _, v := range all {
		if !slices.Equal(v, []float32{11, 22, 13, 24, 15, 26}) {
			t.Fatalf("the values became %v", v)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	const none = ": TensorFlow has no tensors of such a shape"
	for _, c := range []struct {
		shape []int64
		given int
		want  string
	}{
		{[]int64{2, 3}, 5, "tensor of shape [2 3]: 5 elements given, 6 needed"},
		{nil, 0, "tensor of shape []: 0 elements given, 1 needed"},
		{[]int64{0, 3}, 3, "tensor of shape [0 3]: 3 elements given, 0 needed"},
		{[]int64{-2, -3}, 6, "tensor of shape [-2 -3]" + none},
		// These products overflow to 0 and 6. TensorFlow would end the process.
		{[]int64{1 << 32, 1 << 32}, 0, "tensor of shape [4294967296 4294967296]" + none},
		{[]int64{1<<62 + 1, 4, 2, 3}, 24, "tensor of shape [4611686018427387905 4 2 3]" + none},
	} {
		if _, err := New(c.shape, make([]float32, c.given)); fmt.Sprint(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
	if _, err := New(slices.Repeat([]int64{1}, maxDims+1), []float32{1}); err == nil {
		t.Error("a tensor of 255 dimensions was made")
	}
	tensor[float32](t, slices.Repeat([]int64{1}, maxDims), 1)
}

func TestValuesOfAnotherType(t *testing.T) {
	name, err := String("file")
	if err != nil {
		t.Fatal(err)
	}
	_, ofString := Values[float32](name)
	_, ofInt := Values[float32](tensor[int32](t, nil, 1))
	_, ofFloat := Values[bool](tensor[float32](t, nil, 1))
	got := fmt.Sprint(ofString, "; ", ofInt, "; ", ofFloat)
	// The numbers are those of types.proto.
	if diff := cmp.Diff("tensor of type 7, not 1; tensor of type 3, not 1; tensor of type 1, not 10", got); diff != "" {
		t.Error(diff)
	}
}

func TestScalar(t *testing.T) {
	x, err := Scalar(int32(-3))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Values[int32](x)
	if err != nil || !slices.Equal(got, []int32{-3}) || len(x.Shape()) != 0 {
		t.Errorf("got %v of shape %v, %v", got, x.Shape(), err)
	}
}
