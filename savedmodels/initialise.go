package savedmodels

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
)

// TF1 keeps in collections the name of the op that a loader runs once the variables are
// restored, and the assets.
const (
	mainCollection   = "saved_model_main_op"
	legacyCollection = "legacy_init_op"
	assetCollection  = "saved_model_assets"
)

// initialiser finds that op where TensorFlow's own loader looks for it. If the file names
// none, it is a new node that runs all ops that fill a table, or nil.
func initialiser(g *gr.Graph, meta *pb.MetaGraphDef) (*gr.Node, error) {
	name := meta.GetSignatureDef()[initSignature].GetOutputs()[initSignature].GetName()
	for _, collection := range []string{mainCollection, legacyCollection} {
		if nodes := meta.GetCollectionDef()[collection].GetNodeList().GetValue(); name == "" && len(nodes) == 1 {
			name = nodes[0]
		}
	}
	if name == "" {
		return fillers(g), nil
	}
	n := g.Node(strings.TrimSuffix(name, ":0"))
	if n == nil {
		return nil, fmt.Errorf("its initialisation %q is not in the graph", name)
	}
	return n, nil
}

// assetsOf returns the files that a node needs of a SavedModel in dir, by the tensors
// that take their paths.
func assetsOf(dir string, meta *pb.MetaGraphDef, node *gr.Node) (map[string]string, error) {
	needed := map[string]bool{}
	for n := range gr.Ancestors(node) {
		needed[n.Name] = true
	}
	var paths map[string]string
	for _, a := range assetDefs(meta) {
		name, _, _ := strings.Cut(a.GetTensorInfo().GetName(), ":")
		if !needed[name] {
			continue
		}
		if !filepath.IsLocal(a.GetFilename()) {
			return nil, fmt.Errorf("its asset %q is outside of the model's directory", a.GetFilename())
		}
		if paths == nil {
			paths = map[string]string{}
		}
		paths[name+":0"] = filepath.Join(dir, assetsDir, a.GetFilename())
	}
	return paths, nil
}

// assetDefs finds the assets where TF2 writes them, or where TF1 does.
func assetDefs(meta *pb.MetaGraphDef) []*pb.AssetFileDef {
	if defs := meta.GetAssetFileDef(); len(defs) > 0 {
		return defs
	}
	var defs []*pb.AssetFileDef
	for _, a := range meta.GetCollectionDef()[assetCollection].GetAnyList().GetValue() {
		var def pb.AssetFileDef
		if proto.Unmarshal(a.GetValue(), &def) == nil {
			defs = append(defs, &def)
		}
	}
	return defs
}

// initialises sets the node that initialises the model, and the assets that it reads.
func (m *Model) initialises(n *gr.Node, assets map[string]string) {
	if n == nil {
		return
	}
	if m.Weights == nil {
		m.Weights = &Weights{}
	}
	m.Weights.Init, m.Weights.Assets = n.Name, assets
}

// KeepInit cuts the model's initialisation down to what the nodes need: it keeps an op
// only if that sets something they read, such as a table. Most models need none.
func (m *Model) KeepInit(roots ...*gr.Node) {
	if m.Weights == nil || m.Weights.Init == "" {
		return
	}
	needed, init := gr.Ancestors(roots...), m.Graph.Node(m.Weights.Init)
	sets := func(n *gr.Node) bool {
		for a := range gr.Ancestors(n) {
			if needed[a] && holdsState(a) {
				return true
			}
		}
		return false
	}
	if init.Op == "NoOp" {
		init.Control = slices.DeleteFunc(slices.Clone(init.Control), func(n *gr.Node) bool { return !sets(n) })
	}
	if !sets(init) {
		m.Weights.Init, m.Weights.Assets = "", nil
	}
	if w := m.Weights; w.Target == "" && w.Init == "" && w.Derive == "" {
		m.Weights = nil
	}
}

// holdsState reports whether a node may be a table or a variable, whose value is not
// computed from inputs.
func holdsState(n *gr.Node) bool {
	return len(n.Inputs) == 0 && !slices.Contains([]string{"Const", "NoOp", "Placeholder"}, n.Op)
}

// init returns the node that initialises what no checkpoint holds, nil without one.
func (m *Model) init() *gr.Node {
	if m.Weights == nil {
		return nil
	}
	return m.Graph.Node(m.Weights.Init)
}

// StartWith makes one node of all that runs once the variables are restored, and
// returns it; nil if nothing does.
func (m *Model) StartWith() *gr.Node {
	init, derive := m.init(), m.derive()
	if init == nil {
		return derive
	}
	start := gr.Scope{Graph: m.Graph, Prefix: "initialise"}.Node("NoOp", "all", []gr.Type{}, nil)
	if start.Control = []*gr.Node{init}; derive != nil {
		start.Control = append(start.Control, derive)
	}
	m.Weights.Init, m.Weights.Derive = "", start.Name
	return start
}
