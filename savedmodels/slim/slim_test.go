package slim

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	attrpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/attr_value_go_proto"
	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"
	nodepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/node_def_go_proto"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels/checkpoint"
)

// TestBuildIsSlims builds each from a checkpoint of the sizes that
// TF-slim has, and compares it with TF-slim's own graph node by node.
func TestBuildIsSlims(t *testing.T) {
	for _, a := range architectures {
		t.Run(a.Name, func(t *testing.T) {
			want := readSlim(t, a.Name)
			m, err := a.Build(checkpointOf(want))
			if err != nil {
				t.Fatal(err)
			}
			m.Graph.Prune(m.Graph.Node("logits"))
			got, err := m.Graph.Proto()
			if err != nil {
				t.Fatal(err)
			}
			slims, ours := plain(t, want), plain(t, got)
			for name, n := range slims {
				if proto.Equal(n, ours[name]) { // much faster than to compare all by cmp
					delete(slims, name)
					delete(ours, name)
				}
			}
			if diff := cmp.Diff(slims, ours, protocmp.Transform()); diff != "" {
				t.Errorf("the graph differs from TF-slim's (-slim +ours):\n%s", diff)
			}
		})
	}
}

func architectureNamed(t testing.TB, name string) Architecture {
	t.Helper()
	a, err := Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func readSlim(t *testing.T, name string) *graphpb.GraphDef {
	t.Helper()
	f, err := os.Open("../../testdata/slim/" + name + ".pb.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var def graphpb.GraphDef
	if err := proto.Unmarshal(raw, &def); err != nil {
		t.Fatal(err)
	}
	return &def
}

// plain returns the nodes by name. TensorFlow packs constants in several ways; here each
// lists all its elements.
func plain(t *testing.T, def *graphpb.GraphDef) map[string]*nodepb.NodeDef {
	t.Helper()
	nodes := byName(def)
	for _, n := range nodes {
		if n.GetOp() != "Const" {
			continue
		}
		packed := n.GetAttr()["value"].GetTensor()
		values, err := (&gr.Node{Op: "Const", Attr: n.GetAttr()}).ConstValue(1 << 12)
		if err != nil {
			t.Fatal(err)
		}
		listed := gr.Tensor(gr.ShapeOf(packed.GetTensorShape()), values...)
		listed.Dtype = packed.GetDtype()
		n.Attr["value"] = &attrpb.AttrValue{Value: &attrpb.AttrValue_Tensor{Tensor: listed}}
	}
	return nodes
}

// checkpointOf is a checkpoint with the variables of a graph.
func checkpointOf(def *graphpb.GraphDef) *checkpoint.Checkpoint {
	c := &checkpoint.Checkpoint{Path: "slim.ckpt", Version: 1}
	for _, n := range byName(def) {
		if n.GetOp() == "VariableV2" {
			c.Variables = append(c.Variables, checkpoint.Variable{Name: n.GetName(), DType: gr.Float, Shape: gr.ShapeOf(n.GetAttr()["shape"].GetShape())})
		}
	}
	return sorted(c)
}

// sorted has the variables in the order of their names.
func sorted(c *checkpoint.Checkpoint) *checkpoint.Checkpoint {
	slices.SortFunc(c.Variables, func(a, b checkpoint.Variable) int { return strings.Compare(a.Name, b.Name) })
	return c
}

func byName(def *graphpb.GraphDef) map[string]*nodepb.NodeDef {
	nodes := map[string]*nodepb.NodeDef{}
	for _, n := range def.GetNode() {
		nodes[n.GetName()] = n
	}
	return nodes
}

// TestBuildVariables: of all that training leaves in a checkpoint, only the variables of
// the network are restored.
func TestBuildVariables(t *testing.T) {
	for _, a := range architectures {
		t.Run(a.Name, func(t *testing.T) {
			c := checkpointOf(readSlim(t, a.Name))
			var want []string
			for _, v := range c.Variables {
				want = append(want, v.Name)
			}
			c.Variables = append(c.Variables,
				checkpoint.Variable{Name: "global_step", DType: gr.Int64, Shape: gr.Shape{}},
				checkpoint.Variable{Name: a.scope + "/mean_rgb", DType: gr.Float, Shape: gr.Shape{3}},
				checkpoint.Variable{Name: a.scope + "/conv1/weights/Momentum", DType: gr.Float, Shape: gr.Shape{1, 1, 4096, 1000}},
				checkpoint.Variable{Name: a.scope + "/conv1/weights/ExponentialMovingAverage", DType: gr.Float, Shape: gr.Shape{1, 1, 4096, 1000}},
				checkpoint.Variable{Name: a.scope + "/AuxLogits/Conv2d_1b_1x1/weights", DType: gr.Float, Shape: gr.Shape{1, 1, 768, 128}})
			net, err := a.Build(sorted(c))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range net.Variables {
				got = append(got, v.Name)
			}
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("variables (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBuildRefusesOtherSizes(t *testing.T) {
	vgg16 := architectureNamed(t, "vgg_16")
	for _, test := range []struct {
		name   string
		change func(*checkpoint.Checkpoint)
		want   string
	}{
		{"another scope", func(c *checkpoint.Checkpoint) {
			c.Variables = []checkpoint.Variable{{Name: "resnet/weights", DType: gr.Float, Shape: gr.Shape{1}}}
		},
			`there is no variable "vgg_16/conv1/conv1_1/weights", which vgg_16 needs; there are resnet/weights, ...`},
		{"empty", func(c *checkpoint.Checkpoint) { c.Variables = nil },
			`there is no variable "vgg_16/conv1/conv1_1/weights", which vgg_16 needs; there are none`},
		{"kernel of 5", func(c *checkpoint.Checkpoint) {
			set(c, "vgg_16/conv2/conv2_1/weights", gr.Float, gr.Shape{5, 5, 64, 128})
		},
			`variable "vgg_16/conv2/conv2_1/weights" has shape [5,5,64,128], vgg_16 needs [3,3,64,?]`},
		{"channels that do not meet", func(c *checkpoint.Checkpoint) { set(c, "vgg_16/fc6/weights", gr.Float, gr.Shape{7, 7, 511, 4096}) },
			`variable "vgg_16/fc6/weights" has shape [7,7,511,4096], vgg_16 needs [7,7,512,?]`},
		{"a bias too short", func(c *checkpoint.Checkpoint) { set(c, "vgg_16/fc8/biases", gr.Float, gr.Shape{999}) },
			`variable "vgg_16/fc8/biases" has shape [999], vgg_16 needs [1000]`},
		{"integers", func(c *checkpoint.Checkpoint) { set(c, "vgg_16/fc8/biases", gr.Int32, gr.Shape{1000}) },
			`variable "vgg_16/fc8/biases" is of type int32[1000], float is needed`},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := checkpointOf(readSlim(t, "vgg_16"))
			test.change(c)
			if _, err := vgg16.Build(c); fmt.Sprint(err) != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func set(c *checkpoint.Checkpoint, name string, dtype gr.DataType, shape gr.Shape) {
	for i := range c.Variables {
		if c.Variables[i].Name == name {
			c.Variables[i].DType, c.Variables[i].Shape = dtype, shape
		}
	}
}
