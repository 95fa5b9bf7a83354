// Package savedmodels reads TensorFlow models in any of their forms, and writes
// SavedModels. The forms are:
//
//   - a SavedModel: a directory with saved_model.pb and variables/;
//   - a MetaGraph: PREFIX.meta, beside a checkpoint;
//   - a frozen GraphDef: one file, with the weights in constants;
//   - a checkpoint alone, of an architecture that package slim builds.
//
// Load makes a Model of each: a graph, the signatures to call it by, and the Weights,
// which say how a session gets its variables. Its Card holds what the other files do
// not say: the preprocessing, the labels, how gen made the model. WriteFiles writes a
// SavedModel.
//
// Nothing here runs a graph, and no file is trusted before it is checked.
package savedmodels

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels/checkpoint"
)

// A Model is a network that was read, or is to be written.
type Model struct {
	// Path is the file or directory that it was read from. Form names what that is,
	// for people: "SavedModel", "frozen GraphDef".
	Path, Form string
	// Choice says which of several versions was read, or which function: "version 3, the
	// newest of 2". It is empty if there was no choice.
	Choice     string
	Graph      *gr.Graph
	Signatures []gr.Signature
	// Functions lists the functions of a SavedModel without signatures, of which Source
	// has to name one.
	Functions []Function
	// Weights is nil if the graph holds all its weights as constants.
	Weights *Weights
	// Checkpoint holds the weights, each variable under the name of its node; nil if
	// the names may differ.
	Checkpoint *checkpoint.Checkpoint
	// Card holds what the model's other files do not say.
	Card Card

	// file is the file that the graph was read from, if Path is a directory.
	file string
	// types are those of the signatures' tensors, as far as the file says them.
	types map[gr.Output]gr.Type
	// hash is shared with copies; nil if the model was not read from files.
	hash *hash
}

// Description is the Form, with the Choice if there was one.
func (m *Model) Description() string {
	if m.Choice == "" {
		return m.Form
	}
	return m.Form + ", " + m.Choice
}

// Weights says how a session gets a model's variables and tables:
//
//  1. Run the node Target: it restores the checkpoint. Feed it the path File by the
//     string tensor Feed, if that is not empty.
//  2. Run the node Init: it sets what the checkpoint does not hold, such as tables.
//  3. Run the node Derive: it computes variables from those that were restored.
//
// A step whose node is empty is left out. Each is also fed the Assets: paths of files, by
// string tensor.
type Weights struct {
	Feed, File, Target, Init, Derive string
	Assets                           map[string]string
}

// Nodes returns the nodes of the steps.
func (w *Weights) Nodes(g *gr.Graph) []*gr.Node {
	var nodes []*gr.Node
	for _, name := range []string{w.Target, w.Init, w.Derive} {
		if n := g.Node(name); n != nil {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// derive returns the node of that step, nil without one.
func (m *Model) derive() *gr.Node {
	if m.Weights == nil || m.Weights.Derive == "" {
		return nil
	}
	return m.Graph.Node(m.Weights.Derive)
}

// Signature returns the signature of that name.
func (m *Model) Signature(name string) (gr.Signature, bool) {
	for _, s := range m.Signatures {
		if s.Name == name {
			return s, true
		}
	}
	return gr.Signature{}, false
}

// GraphDef returns the graph as a serialized GraphDef.
func (m *Model) GraphDef() ([]byte, error) {
	def, err := m.Graph.Proto()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	raw, err := proto.Marshal(def)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	return raw, nil
}
