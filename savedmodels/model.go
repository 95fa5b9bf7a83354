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
	Checkpoint *Checkpoint
	// Card holds what the model's files do not say about it.
	Card Card
}

// Weights says how a session gets a model's variables: feed the path File to
// the string tensor Feed, and run the node Target.
type Weights struct {
	Feed, File, Target string
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
