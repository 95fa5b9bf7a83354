package gen

import (
	"fmt"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// fuzzNetwork is what FuzzBuild breaks.
const fuzzNetwork = `
x = Placeholder() {dtype=float shape=shape[?,4,4,2]}
training = Placeholder() {dtype=bool shape=shape[]}
k = Const() {dtype=float value=float[1,1,2,2]{1.0, -2.0, 3.0, 0.5}}
b = Const() {dtype=float value=float[2]{0.5, -0.5}}
w = Const() {dtype=float value=float[8,2]{1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0}}
shape = Const() {dtype=int32 value=int32[2]{-1, 8}}
conv = Conv2D(x, k) {T=float data_format="NHWC" dilations=[1, 1, 1, 1] explicit_paddings=[] padding="SAME" strides=[1, 1, 1, 1] use_cudnn_on_gpu=true}
bias = BiasAdd(conv, b) {T=float data_format="NHWC"}
relu = Relu(bias) {T=float}
pool = MaxPool(relu) {T=float data_format="NHWC" explicit_paddings=[] ksize=[1, 2, 2, 1] padding="VALID" strides=[1, 2, 2, 1]}
sigmoid = Sigmoid(pool) {T=float}
swish = Mul(pool, sigmoid) {T=float}
flat = Reshape(swish, shape) {T=float Tshape=int32}
dense = MatMul(flat, w) {T=float transpose_a=false transpose_b=false}
elu = Elu(dense) {T=float}
y = Softmax(elu) {T=float}
`

var (
	fuzzOps = []string{"Relu", "Tanh", "Neg", "Identity", "Const", "Placeholder", "PlaceholderWithDefault", "AddV2", "Mul", "MatMul", "Softmax",
		"Sum", "Mean", "Transpose", "ConcatV2", "Split", "IdentityN", "NoOp", "Conv2D", "AvgPool", "FusedBatchNormV3", "StridedSlice", "Pad",
		"If", "Switch", "VarHandleOp", "ReadVariableOp", "PartitionedCall", "Foo", "Einsum", "Cast", "Shape", "ArgMax", "Max", "GatherV2"}
	fuzzAttrs = []string{"T", "dtype", "shape", "value", "strides", "dilations", "padding", "data_format", "ksize", "explicit_paddings", "axis",
		"Tshape", "Tidx", "N", "num_split", "f", "keep_dims", "SrcT", "DstT", "transpose_a", "equation", "_class", "_output_shapes"}
	fuzzValues = []string{"float", "int32", "double", "bool", "string", "float_ref", "type#99", "shape[...]", "shape[?,4,4,2]", "shape[]", "shape[0]",
		"shape[9223372036854775807,9223372036854775807]", "int32[1]{0}", "int32[]{-1}", "float[2]{NaN, +Inf}", "string[]{\"x\"}", "[1, 1, 1, 1]", "[0, -1, 1, 1]",
		"[1, 2, 2, 1]", "[]", "[9223372036854775807, 1, 1, 1]", `"SAME"`, `"VALID"`, `"EXPLICIT"`, `"NCHW"`, `"NCHW_VECT_C"`, "true", "1", "-1",
		"9223372036854775807", `func "f"{}`, "none", `["loc:@x"]`, `"ab,bc->ac"`, "[shape[?]]"}
)

// fuzzMutate breaks the network in places and ways that the bytes choose.
func fuzzMutate(def *graphpb.GraphDef, values []*nodepb.NodeDef, raw []byte) {
	pick := func(n int) int {
		if len(raw) == 0 || n == 0 {
			return 0
		}
		v := int(raw[0]) % n
		raw = raw[1:]
		return v
	}
	for range 8 {
		if len(raw) == 0 {
			return
		}
		n := def.Node[pick(len(def.Node))]
		in := pick(len(n.Input))
		other := def.Node[pick(len(def.Node))].Name
		switch pick(9) {
		case 0:
			n.Op = fuzzOps[pick(len(fuzzOps))]
		case 1:
			n.Attr[fuzzAttrs[pick(len(fuzzAttrs))]] = values[pick(len(values))].Attr["v"]
		case 2:
			delete(n.Attr, fuzzAttrs[pick(len(fuzzAttrs))])
		case 3:
			if len(n.Input) > 0 {
				n.Input[in] = other
			}
		case 4:
			if len(n.Input) > 0 {
				n.Input = append(n.Input[:in:in], n.Input[in+1:]...)
			}
		case 5:
			n.Input = append([]string{other}, n.Input...)
		case 6:
			n.Input = append(n.Input, "^"+other)
		case 7:
			if len(n.Input) > 0 {
				n.Input[in] = other + ":1"
			}
		case 8:
			twin := proto.Clone(n).(*nodepb.NodeDef)
			twin.Name = []string{"twin", "relu/freeze/output", "relu/freeze/value", "tfreeze/target", n.Name + "/keep_prob"}[pick(5)]
			def.Node = append(def.Node, twin)
			for _, reader := range def.Node {
				if len(reader.Input) > 0 && reader.Input[0] == n.Name && pick(2) == 1 {
					reader.Input[0] = twin.Name
				}
			}
		}
	}
}

func fuzzGraph(f *testing.F, text string) *graphpb.GraphDef {
	g, err := gr.Parse(strings.NewReader(text))
	if err != nil {
		f.Fatal(err)
	}
	def, err := g.Proto()
	if err != nil {
		f.Fatal(err)
	}
	return def
}

// FuzzBuild builds a broken network, with TensorFlow's check of the graph: that
// fails, or gives a good graph.
func FuzzBuild(f *testing.F) {
	for _, seed := range []string{"", "\x08\x00\x00\x00\x01", "\x0a\x00\x03\x01\x02\x05", "\x05\x01\x00\x03", "\x0c\x00\x01\x08\x00\x01", "\x07\x00\x00\x06\x04\x01\x01\x00\x09\x00"} {
		f.Add([]byte(seed))
	}
	network := fuzzGraph(f, fuzzNetwork)
	var lines strings.Builder
	for i, v := range fuzzValues {
		fmt.Fprintf(&lines, "v%d = V() {v=%s}\n", i, v)
	}
	values := fuzzGraph(f, lines.String()).Node
	chosen, err := methods.Select([]string{"grad", "deeplift"})
	if err != nil {
		f.Fatal(err)
	}
	// TensorFlow may take longer to load than the fuzzer gives an input.
	if _, err := tensorflow.OpDefs(); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		def := proto.Clone(network).(*graphpb.GraphDef)
		fuzzMutate(def, values, raw)
		model := func() (*savedmodels.Model, error) {
			g, err := gr.FromProto(proto.Clone(def).(*graphpb.GraphDef))
			return &savedmodels.Model{Path: "m", Graph: g}, err
		}
		m, err := model()
		if err != nil {
			return
		}
		i, inspected := Inspect(m, Options{Methods: chosen})
		if m, err = model(); err != nil {
			t.Fatal(err)
		}
		switch p, err := Build(m, Options{Methods: chosen}); {
		case err == nil:
			if checkProduct(t, p); inspected != nil {
				t.Errorf("it is built, but inspecting it fails: %v", inspected)
			} else if i.Unresolved != nil || len(i.Missing) > 0 {
				t.Errorf("it is built, but is said to lack %v, %v", i.Unresolved, i.Missing)
			}
		case inspected == nil && i.Unresolved == nil && len(i.Missing) == 0:
			t.Errorf("it is not built, but nothing is said to be missing: %v", err)
		case strings.Contains(err.Error(), "check after"):
			t.Errorf("a pass breaks the graph: %v", err)
		}
	})
}

func checkProduct(t *testing.T, p *Product) {
	g := p.Model.Graph
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Proto(); err != nil {
		t.Fatal(err)
	}
	if err := inferTypes(g); err != nil {
		t.Errorf("TensorFlow refuses what was built: %v", err)
	}
	for _, s := range p.Model.Signatures {
		for key, o := range s.Outputs {
			if g.Node(o.Node.Name) != o.Node {
				t.Errorf("signature %q: output %q is not in the graph", s.Name, key)
			}
		}
	}
}
