package savedmodels

import (
	"fmt"
	"strings"
	"testing"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
)

// TestCompositeTensors: a sparse or composite tensor of a signature is read as its parts.
func TestCompositeTensors(t *testing.T) {
	g, err := gr.Parse(strings.NewReader("a = P()\nb = P()\nc = P()"))
	if err != nil {
		t.Fatal(err)
	}
	named := func(name string) *pb.TensorInfo {
		return &pb.TensorInfo{Encoding: &pb.TensorInfo_Name{Name: name}}
	}
	sparse := func(values string) *pb.TensorInfo {
		return &pb.TensorInfo{Encoding: &pb.TensorInfo_CooSparse_{CooSparse: &pb.TensorInfo_CooSparse{
			ValuesTensorName: values, IndicesTensorName: "b:0", DenseShapeTensorName: "c:0"}}}
	}
	ragged := &pb.TensorInfo{Encoding: &pb.TensorInfo_CompositeTensor_{CompositeTensor: &pb.TensorInfo_CompositeTensor{
		Components: []*pb.TensorInfo{named("b:0"), named("a:0")}}}}
	tensors, err := readTensors(g, map[string]*pb.TensorInfo{"s": sparse("a:0"), "r": ragged, "x": named("c:0")})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for key, o := range tensors {
		got[key] = o.String()
	}
	want := map[string]string{"s/values": "a:0", "s/indices": "b:0", "s/dense_shape": "c:0", "r/0": "b:0", "r/1": "a:0", "x": "c:0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err = readTensors(g, map[string]*pb.TensorInfo{"s": sparse("")})
	if want := `"s/values": node "" is not in the graph`; fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
