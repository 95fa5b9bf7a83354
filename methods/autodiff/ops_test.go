package autodiff

import (
	"os"
	"strings"
	"testing"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
)

// TestRows: no row contradicts itself, and none is empty.
func TestRows(t *testing.T) {
	for op, o := range ops {
		described := o.inputs > 0 || o.outputs || o.linear != nil || o.slope != nil || o.weights == combines
		if (o.flat || o.Why() != "") && o.rule != nil || o.flat && o.Why() != "" || o.control && o.refused != "" {
			t.Errorf("%s: its row says that a gradient flows, and that none does", op)
		}
		if o.rule == nil && (described || !o.Known() && o.weights == noWeights) {
			t.Errorf("%s has no rule", op)
		}
		if o.open != nil && o.slope == nil || gr.ReadsShapeAlone(op) {
			t.Errorf("%s: its row holds what nothing reads", op)
		}
	}
	for _, op := range gr.ActivationOps() {
		if ops[op].slope == nil {
			t.Errorf("the activation %s has no slope", op)
		}
	}
}

// unrecorded lists the ops whose gradient is not in the recorded cases, each with the
// reason. Package integration compares them with central differences.
var unrecorded = map[string]string{
	"AccumulateNV2":                    "it has the rule of AddN",
	"AdjustContrastv2":                 "Python has no gradient",
	"BatchMatMulV3":                    "it has the rule of BatchMatMulV2",
	"BatchNormWithGlobalNormalization": "TensorFlow runs it in graphs of its first releases alone; it has the rule of FusedBatchNorm",
	"CheckNumerics":                    "it has the rule of Identity",
	"CheckNumericsV2":                  "it has the rule of Identity",
	"Copy":                             "it has the rule of Identity",
	"CopyHost":                         "it has the rule of Identity",
	"DebugIdentity":                    "it has the rule of Identity",
	"DebugIdentityV2":                  "it has the rule of Identity, and writes files that gen does not ask for",
	"DebugIdentityV3":                  "it has the rule of Identity",
	"DeepCopy":                         "it has the rule of Identity",
	"Div":                              "it has the rule of RealDiv",
	"IRFFT3D":                          "Python has no gradient",
	"GuaranteeConst":                   "it has the rule of Identity",
	"Mod":                              "Python has no gradient",
	"PlaceholderWithDefault":           "it has the rule of Identity",
	"QuantizeAndDequantize":            "TensorFlow runs it in graphs of its first releases alone; it has the rule of QuantizeAndDequantizeV2",
	"Print":                            "it passes its first input on",
	"RefIdentity":                      "it has the rule of Identity, and takes references, which vary with no input",
	"RFFT3D":                           "Python has no gradient",
	"ResizeArea":                       "Python has no gradient",
	"ResizeBicubic":                    "it has the rule of ResizeBilinear",
	"Snapshot":                         "it has the rule of Identity",
	"TopK":                             "TensorFlow runs it in graphs of its first releases alone; it has the rule of TopKV2",
	"TruncateMod":                      "Python has no gradient",
	"XlaSharding":                      "it has the rule of Identity",
}

// TestRecorded checks that the recorded gradients, which package integration compares,
// cover every op of the table.
func TestRecorded(t *testing.T) {
	recorded := recordedInputs(t)
	for _, op := range Ops() {
		least, ok := recorded[op]
		if ok == (unrecorded[op] != "") {
			t.Errorf("%s: recorded is %t, and unrecorded says %q", op, ok, unrecorded[op])
		}
		if ok && Of(op).inputs > least {
			t.Errorf("%s: its rule reads %d inputs, but a recorded case has %d", op, Of(op).inputs, least)
		}
	}
}

// recordedInputs returns, for each op between x and y of the recorded cases, the least
// number of its inputs.
func recordedInputs(t *testing.T) map[string]int {
	t.Helper()
	var nodes []*gr.Node
	for _, set := range []string{"ops", "layernorm", "rare"} {
		sorted, err := readGraph(t, "../../testdata/gradients/"+set+".pb").Sorted()
		if err != nil {
			t.Fatal(err)
		}
		nodes = append(nodes, sorted...)
	}
	fromX := map[*gr.Node]bool{}
	least := map[string]int{}
	for _, n := range nodes {
		fromX[n] = strings.HasSuffix(n.Name, "/x") && n.Op == "Placeholder"
		for _, in := range n.Inputs {
			fromX[n] = fromX[n] || fromX[in.Node]
		}
		if l, ok := least[n.Op]; fromX[n] && (!ok || len(n.Inputs) < l) {
			least[n.Op] = len(n.Inputs)
		}
	}
	return least
}

func readGraph(t *testing.T, path string) *gr.Graph {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var def graphpb.GraphDef
	if err := proto.Unmarshal(raw, &def); err != nil {
		t.Fatal(err)
	}
	g, err := gr.FromProto(&def)
	if err != nil {
		t.Fatal(err)
	}
	return g
}
