// Package objects reads the objects of a TF2 SavedModel: its functions, which may have no
// signature, and where its checkpoint holds the values of its variables.
//
// A SavedModel lists objects. Each has named children, from the root down: a layer has its
// variables, a module its functions. The checkpoint lists the objects that it holds in the
// same way, and says of each variable under which key its value is. A path of names leads
// to the same object in both.
//
// A function was traced once for each kind of arguments. A trace is a graph, in the
// library of the SavedModel. It takes tensors, and then captures: objects such as
// variables.
package objects

import (
	"strings"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
)

// A Graph is the objects of a SavedModel. Nil has none.
type Graph struct {
	objects   []*pb.SavedObject
	functions map[string]*pb.SavedConcreteFunction
}

// New returns the objects that a MetaGraph lists.
func New(saved *pb.SavedObjectGraph) *Graph {
	return &Graph{objects: saved.GetNodes(), functions: saved.GetConcreteFunctions()}
}

// object returns the object with a number, nil without one.
func (g *Graph) object(id int32) *pb.SavedObject {
	if id < 0 || int(id) >= len(g.objects) {
		return nil
	}
	return g.objects[id]
}

// at follows a path of names from the root: "net.score".
func (g *Graph) at(path string) *pb.SavedObject {
	o := g.object(0)
	for _, name := range strings.Split(path, ".") {
		id := int32(-1)
		for _, child := range o.GetChildren() {
			if child.GetLocalName() == name {
				id = child.GetNodeId()
			}
		}
		if o = g.object(id); o == nil {
			return nil
		}
	}
	return o
}
