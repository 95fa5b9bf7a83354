package savedmodels

import (
	"fmt"
	"path/filepath"

	graphpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/graph_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/formats"
)

func loadFrozen(path string) (*Model, error) {
	if err := foreign(path, formats.GraphText); err != nil {
		return nil, err
	}
	var def graphpb.GraphDef
	if err := readProto(path, "frozen GraphDef", &def); err != nil {
		return nil, err
	}
	if len(def.GetNode()) == 0 {
		return nil, fmt.Errorf("%s is not a frozen GraphDef: it has no nodes", path)
	}
	graph, err := gr.FromProto(&def)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	graph.ClearDevices()
	for _, name := range graph.Names() {
		if n := graph.Node(name); isVariable(n) {
			return nil, fmt.Errorf("%s: node %q (%s) is a variable and the file holds no weights: freeze the graph, or give a SavedModel", path, name, n.Op)
		}
	}
	card, err := readCard(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	m := &Model{Path: path, Form: "frozen GraphDef", Graph: graph, Card: card}
	m.initialises(fillers(graph), nil)
	return m, nil
}

// isVariable reports whether n is a variable, whose value a session must be given.
func isVariable(n *gr.Node) bool {
	switch n.Op {
	case "VariableV2", "Variable", "VarHandleOp":
		return true
	}
	return false
}
