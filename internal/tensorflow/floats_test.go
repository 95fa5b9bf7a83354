package tensorflow

import (
	"math"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
)

// TestFloats: numbers of every floating type come out as TensorFlow's Cast to float32
// makes them: ordinary ones, zeros, subnormal ones, infinities and the largest.
func TestFloats(t *testing.T) {
	given := []float32{0, float32(math.Copysign(0, -1)), 1, -1.5, 0.1, 6e-8, -3e-6, 65504, 7e4, float32(math.Inf(-1)), 1e-40, 3.4e38}
	for _, dtype := range []string{"DT_HALF", "DT_BFLOAT16", "DT_DOUBLE", "DT_FLOAT"} {
		s := castGraph(t, dtype)
		x, err := New([]int64{int64(len(given))}, given)
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.Run(map[string]*Tensor{"x:0": x}, []string{"narrow:0", "back:0"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Floats(out[0])
		if err != nil {
			t.Fatal(err)
		}
		want, err := Values[float32](out[1])
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
				t.Errorf("%s of %g: %g, want %g", dtype, given[i], got[i], want[i])
			}
		}
	}
}

// castGraph casts x to a type and back.
func castGraph(t *testing.T, dtype string) *Session {
	t.Helper()
	text := `node {name: "x" op: "Placeholder" attr {key: "dtype" value {type: DT_FLOAT}}}
node {name: "narrow" op: "Cast" input: "x" attr {key: "SrcT" value {type: DT_FLOAT}} attr {key: "DstT" value {type: ` + dtype + `}}}
node {name: "back" op: "Cast" input: "narrow" attr {key: "SrcT" value {type: ` + dtype + `}} attr {key: "DstT" value {type: DT_FLOAT}}}`
	var def graphpb.GraphDef
	if err := prototext.Unmarshal([]byte(text), &def); err != nil {
		t.Fatal(err)
	}
	raw, err := proto.Marshal(&def)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSession(raw, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
