package objects

import (
	"slices"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
)

// A Function is a function that an object of a SavedModel has.
type Function struct {
	// Path is the path of names that leads to it: "net.score".
	Path string
	// Traces are the names of its traces in the library.
	Traces []string
}

// maxFunctions bounds the functions that are listed: a model of Keras 2 has thousands.
const maxFunctions = 100

// Functions lists the functions of the objects, those nearest to the root first, each by
// its shortest path. It leaves out the signatures, and what Keras keeps for itself.
func (g *Graph) Functions() []Function {
	type place struct {
		id   int32
		path string
	}
	var found []Function
	seen := map[int32]bool{0: true}
	for todo := []place{{}}; len(todo) > 0 && len(found) < maxFunctions; {
		at := todo[0]
		todo = todo[1:]
		o := g.object(at.id)
		if traces := tracesOf(o); len(traces) > 0 {
			found = append(found, Function{at.path, traces})
		}
		if isFunction(o) {
			continue
		}
		children := slices.Clone(o.GetChildren())
		slices.SortFunc(children, byName)
		for _, child := range children {
			if id := child.GetNodeId(); !seen[id] && !private(at.path, child.GetLocalName()) {
				seen[id] = true
				todo = append(todo, place{id, join(at.path, child.GetLocalName())})
			}
		}
	}
	return found
}

type child = pb.TrackableObjectGraph_TrackableObject_ObjectReference

func byName(a, b *child) int {
	switch {
	case a.GetLocalName() < b.GetLocalName():
		return -1
	case a.GetLocalName() > b.GetLocalName():
		return 1
	}
	return 0
}

// private reports whether a child is not the user's.
func private(path, name string) bool {
	return path == "" && (name == "signatures" || name == "keras_api") || slices.Contains([]string{
		"_default_save_signature", "call_and_return_conditional_losses", "call_and_return_all_conditional_losses", "layer_regularization_losses",
	}, name)
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// isFunction reports whether an object is a function. Its children are traces.
func isFunction(o *pb.SavedObject) bool {
	return o.GetFunction() != nil || o.GetBareConcreteFunction() != nil
}

// tracesOf returns the names of a function's traces; none of another object.
func tracesOf(o *pb.SavedObject) []string {
	if name := o.GetBareConcreteFunction().GetConcreteFunctionName(); name != "" {
		return []string{name}
	}
	return o.GetFunction().GetConcreteFunctions()
}

// Function returns the function at a path, or the one trace of that name.
func (g *Graph) Function(name string) (Function, bool) {
	if traces := tracesOf(g.at(name)); len(traces) > 0 {
		return Function{name, traces}, true
	}
	if g.functions[name] != nil {
		return Function{name, []string{name}}, true
	}
	return Function{}, false
}
