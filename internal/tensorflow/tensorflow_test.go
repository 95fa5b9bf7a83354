package tensorflow

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"google.golang.org/protobuf/proto"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// negate is a graph with y = -x.
func negate(t *testing.T, op string) []byte {
	t.Helper()
	float := &attrpb.AttrValue{Value: &attrpb.AttrValue_Type{Type: typespb.DataType_DT_FLOAT}}
	raw, err := proto.Marshal(&graphpb.GraphDef{Node: []*nodepb.NodeDef{
		{Name: "x", Op: "Placeholder", Attr: map[string]*attrpb.AttrValue{"dtype": float}},
		{Name: "y", Op: op, Input: []string{"x"}, Attr: map[string]*attrpb.AttrValue{"T": float}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestRun(t *testing.T) {
	s, err := NewSession(negate(t, "Neg"), Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	x, err := New([]int64{1, 2}, []float32{3, -4})
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Run(map[string]*Tensor{"x": x}, []string{"y:0"}, "y")
	if err != nil {
		t.Fatal(err)
	}
	values, err := Values[float32](out[0])
	if err != nil || fmt.Sprint(values, out[0].Shape()) != "[-3 4] [1 2]" {
		t.Errorf("got %v %v, %v", values, out[0].Shape(), err)
	}
	if _, err := Values[int32](out[0]); err == nil {
		t.Error("floats are read as integers")
	}
	for fetch, want := range map[string]string{
		"z":    `run: node "z" is not in the graph`,
		"y:1":  `run: node "y" (Neg) has 1 outputs, no output 1`,
		"y:-1": `run: "y:-1" is not the name of a tensor`,
	} {
		if _, err := s.Run(map[string]*Tensor{"x": x}, []string{fetch}); fmt.Sprint(err) != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	if _, err := s.Run(nil, nil, "nobody"); fmt.Sprint(err) != `run: node "nobody" is not in the graph` {
		t.Error(err)
	}
}

func TestTensorErrors(t *testing.T) {
	if _, err := New([]int64{2, 2}, []float32{1}); fmt.Sprint(err) != "tensor of shape [2 2]: 1 elements given, 4 needed" {
		t.Error(err)
	}
	empty, err := New([]int64{0, 3}, []int64{})
	if err != nil {
		t.Fatal(err)
	}
	if v, err := Values[int64](empty); len(v) != 0 || err != nil {
		t.Errorf("an empty tensor holds %v, %v", v, err)
	}
}

func TestUnknownOpIsNamed(t *testing.T) {
	_, err := NewSession(negate(t, "Foo"), Options{})
	if err == nil || !strings.Contains(err.Error(), "Foo") || !strings.Contains(err.Error(), "y") {
		t.Errorf("got %v; the op and the node should be named", err)
	}
}

// TestMemoryIsFreed runs a graph that makes 4 MB a run, 500 times: 2 GB, of
// which Go's collector sees nothing. What may wait is collectAfter.
func TestMemoryIsFreed(t *testing.T) {
	s, err := NewSession(negate(t, "Neg"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	x, err := New([]int64{1 << 20}, make([]float32, 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	before := resident(t)
	for range 500 {
		if _, err := s.Run(map[string]*Tensor{"x": x}, []string{"y"}); err != nil {
			t.Fatal(err)
		}
	}
	if grown := resident(t) - before; grown > collectAfter+(256<<20) {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
}

func resident(t *testing.T) int64 {
	t.Helper()
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("no /proc on this system")
	}
	var size, pages int64
	if _, err := fmt.Sscan(string(raw), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// TestMissingLibrary runs itself without the library.
func TestMissingLibrary(t *testing.T) {
	if os.Getenv("TFREEZE_TEST_MISSING") != "" {
		fmt.Println(Load())
		return
	}
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run=^TestMissingLibrary$")
	cmd.Env = append(os.Environ(), "TFREEZE_TEST_MISSING=1", "TENSORFLOW_DIR="+dir)
	out, err := cmd.CombinedOutput()
	want := "tensorflow: TENSORFLOW_DIR=" + dir + ": no lib/libtensorflow.so.2 or lib/libtensorflow_cc.so.2 there\n"
	if err != nil || !strings.HasPrefix(string(out), want) {
		t.Errorf("got  %s(%v)\nwant %s", out, err, want)
	}
}

// TestNormalIsCounterBased: a sample is the same in whatever order it is drawn.
func TestNormalIsCounterBased(t *testing.T) {
	draw := func(seed uint64, k ...uint64) string {
		n, err := NewNormal(3)
		if err != nil {
			t.Fatal(err)
		}
		var v [3]float32
		for _, k := range k {
			if err := n.Sample(seed, k, v[:]); err != nil {
				t.Fatal(err)
			}
		}
		return fmt.Sprint(v)
	}
	if draw(1, 5) != draw(1, 0, 9, 5) {
		t.Error("a sample depends on those drawn before it")
	}
	if draw(1, 5) == draw(2, 5) || draw(1, 5) == draw(1, 6) {
		t.Error("another seed, or another number, gives the same sample")
	}
}
