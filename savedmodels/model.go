// Package savedmodels reads and writes the forms in which TensorFlow models
// come: SavedModel directories, MetaGraphs with a checkpoint, frozen GraphDefs,
// and architectures whose weights are in a checkpoint.
//
// Whatever the form, a model is a Model: a graph, the signatures by which it is
// called, and the way its weights get into a session. Nothing here runs a
// graph; files are hostile until they are checked.
package savedmodels

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels/checkpoint"
)

// A Model is a network as it was read or is about to be written.
type Model struct {
	// Path is where it was read from, and Form what was found there.
	Path, Form string
	Graph      *gr.Graph
	Signatures []gr.Signature
	// Weights is nil if the graph holds all its weights as constants.
	Weights *Weights
	// Checkpoint holds the weights too, if it has each variable under the name of
	// its node; nil if that is not known.
	Checkpoint *checkpoint.Checkpoint
	// Card holds what the model's files do not say about it.
	Card Card

	// types are those of the signatures' tensors, where the file says them.
	types map[gr.Output]gr.Type
}

// Weights says how a session gets a model's variables and tables: feed the path
// File to the string tensor Feed, and run the node Target; then run the node Init,
// which sets what the checkpoint does not hold, as tables are; then the node Derive,
// which computes variables that no file holds from those that it does. An empty
// Target, Init or Derive is left out. Assets are fed besides: paths of files by
// string tensors.
type Weights struct {
	Feed, File, Target, Init, Derive string
	Assets                           map[string]string
}

// Nodes are the nodes that w names in a graph.
func (w *Weights) Nodes(g *gr.Graph) []*gr.Node {
	var nodes []*gr.Node
	for _, name := range []string{w.Target, w.Init, w.Derive} {
		if n := g.Node(name); n != nil {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// derive is the node that computes variables from others, nil if there is none.
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

// GraphDef returns the graph as TensorFlow takes it.
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
