package savedmodels

import (
	"fmt"
	"maps"
	"slices"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels/checkpoint"
	"tfreeze/savedmodels/objects"
)

// A restoring restores variables by their place among the objects.
type restoring struct {
	to gr.Scope
	// nodes are the handles of the variables, by the number of the object.
	nodes map[int32]*gr.Node
}

// variable returns the handle of a variable.
func (r *restoring) variable(id int32, v *pb.SavedVariable) *gr.Node {
	if r.nodes[id] == nil {
		// Two variables may have one name; their nodes have not.
		name := r.to.Graph.Unique("variables/" + v.GetName())
		r.nodes[id] = gr.Scope{Graph: r.to.Graph}.Node("VarHandleOp", name, []gr.Type{{DType: gr.Resource, Shape: gr.Shape{}}},
			gr.Attrs{"dtype": v.GetDtype(), "shape": gr.ShapeOf(v.GetShape()), "container": "", "shared_name": name})
	}
	return r.nodes[id]
}

// weights says how to restore the variables from the checkpoint at path, whose name the
// tensor file takes.
func (r *restoring) weights(g *objects.Graph, file gr.Output, path string) (*Weights, error) {
	c, err := checkpoint.Open(path)
	if err != nil {
		return nil, err
	}
	keys, err := g.Keys(c)
	if err != nil {
		return nil, err
	}
	var names []string
	var types []gr.Type
	var dtypes []gr.DataType
	ids := slices.Sorted(maps.Keys(r.nodes))
	for _, id := range ids {
		held, ok := c.Variable(keys[id])
		if dtype := r.nodes[id].DType("dtype"); !ok || held.DType != dtype {
			return nil, fmt.Errorf("the checkpoint %q does not hold %s", path, g.Kind(id))
		}
		names, dtypes = append(names, held.Name), append(dtypes, held.DType)
		types = append(types, gr.Type{DType: held.DType, Shape: held.Shape})
	}
	count := gr.Shape{int64(len(names))}
	whole := r.to.Const("slices", gr.StringTensor(count, make([]string, len(names))...))
	values := r.to.Node("RestoreV2", "", types, gr.Attrs{"dtypes": dtypes}, file, r.to.Const("keys", gr.StringTensor(count, names...)), whole)
	all := r.to.Node("NoOp", "objects", []gr.Type{}, nil)
	for i, id := range ids {
		all.Control = append(all.Control, assign(r.to, r.nodes[id], values.Out(i)))
	}
	return &Weights{Feed: file.String(), File: c.Path, Target: all.Name}, nil
}

// restoreLeft restores what the model's functions read and its own saver does not restore.
// The saver of a Keras 3 model that tf.saved_model.save wrote restores copies of the
// variables.
func (m *Model) restoreLeft(g *objects.Graph) error {
	if m.Weights == nil || m.Weights.Target == "" {
		return nil
	}
	target := m.Graph.Node(m.Weights.Target)
	set := gr.Ancestors(target, m.init())
	r := restoring{to: gr.Scope{Graph: m.Graph, Prefix: "restore"}, nodes: map[int32]*gr.Node{}}
	for _, name := range m.Graph.Names() {
		n := m.Graph.Node(name)
		ids, known := g.Captures(n.Attr["f"].GetFunc().GetName())
		if !known || len(ids) > len(n.Inputs) {
			continue
		}
		for i, in := range n.Inputs[len(n.Inputs)-len(ids):] {
			if in.Node.Op == "VarHandleOp" && !set[in.Node] && g.Variable(ids[i]) != nil {
				r.nodes[ids[i]] = in.Node
			}
		}
	}
	if len(r.nodes) == 0 {
		return nil
	}
	file, err := m.Graph.Output(m.Weights.Feed)
	if err != nil {
		return err
	}
	w, err := r.weights(g, file, m.Weights.File)
	if err != nil {
		return err
	}
	if m.sets(target) {
		all := m.Graph.Node(w.Target)
		all.Control = append(all.Control, target)
	}
	m.Weights.Target = w.Target
	return nil
}

// sets reports whether a node that restores variables or tables sets some that the
// signatures need.
func (m *Model) sets(target *gr.Node) bool {
	needed := gr.Ancestors(gr.SignatureNodes(m.Signatures...)...)
	for n := range gr.Ancestors(target) {
		if needed[n] && (isVariable(n) || isMutableTable(n)) {
			return true
		}
	}
	return false
}
