package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"tfreeze"
)

// odd opens a server of a model of testdata/odd, under the name m.
func odd(t *testing.T, name string) (*Server, *tfreeze.Model) {
	t.Helper()
	s, err := New(context.Background(), []Source{{Name: "m", Path: "../testdata/odd/" + name}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, release := s.Models()[0].Hold()
	t.Cleanup(func() { release(); s.Close() })
	return s, m
}

// TestPositions: scores at positions keep their shape.
func TestPositions(t *testing.T) {
	s, m := odd(t, "segmentation")
	shape := m.About().Shape
	x := tfreeze.Array{Shape: shape, Values: make([]float32, shape[0]*shape[1]*shape[2])}
	want, err := m.Forward(context.Background(), x)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Outputs []struct {
			Shape []int64
			Data  []float32
		}
	}
	answered(t, s, "/v2/models/m/infer", fmt.Sprintf(`{"inputs": [{"name": "x", "shape": [1,%d,%d,%d], "datatype": "FP32", "data": %s}]}`, shape[0], shape[1], shape[2], tensor{shape: shape, data: x.Values}.flat()), &answer)
	o := answer.Outputs[0]
	if len(o.Shape) < 3 || !slices.Equal(o.Shape[1:], want[0].Shape) || !slices.Equal(o.Data, want[0].Values) {
		t.Errorf("the shape is %v, the scores' %v", o.Shape, want[0].Shape)
	}
	var v1 struct{ Predictions []json.RawMessage }
	answered(t, s, "/v1/models/m:predict", `{"instances": [`+string(tensor{shape: shape, data: x.Values}.nested())+`]}`, &v1)
	if got, err := gotShape(v1.Predictions[0]); err != nil || !slices.Equal(got, want[0].Shape) {
		t.Errorf("V1: the shape is %v, %v", got, err)
	}
}

func gotShape(raw []byte) ([]int64, error) {
	shape, _, err := parseNumbers(raw, "")
	return shape, err
}

// TestIntegers: a model that takes pixels of any size is given them before its own
// preprocessing, and told their type, which says what they are where the shape does not.
func TestIntegers(t *testing.T) {
	s, m := odd(t, "pixels")
	shape, values := []int64{8, 5, 3}, make([]float32, 8*5*3)
	for i := range values {
		values[i] = float32(i * 7 % 256)
	}
	want, err := m.Scores(context.Background(), tfreeze.Array{Shape: shape, Values: values, Type: "uint8"})
	if err != nil {
		t.Fatal(err)
	}
	data := tensor{shape: shape, data: values}.flat()
	var answer struct{ Outputs []struct{ Data []float32 } }
	answered(t, s, "/v2/models/m/infer", fmt.Sprintf(`{"inputs": [{"name": "x", "shape": [1,8,5,3], "datatype": "UINT8", "data": %s}]}`, data), &answer)
	if !slices.Equal(answer.Outputs[0].Data, want[0]) {
		t.Errorf("got %v, want %v", answer.Outputs[0].Data, want[0])
	}
	for datatype, numpy := range map[string]string{"UINT8": "uint8", "INT64": "int64", "FP32": "float32"} {
		c := s.newCall("m", m)
		if err := s.inferInput(c, "x", &inferInput{Name: "x", Shape: []int64{1, 8, 5, 3}, Datatype: datatype, Data: data}); err != nil {
			t.Fatal(err)
		}
		if got := c.inputs[0].in.(tfreeze.Array).Type; got != numpy {
			t.Errorf("%s is %q, want %q", datatype, got, numpy)
		}
	}
}
