package objects

import (
	"fmt"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"

	"tfreeze/savedmodels/checkpoint"
)

const (
	// objectsKey is the key under which a checkpoint holds its list of objects.
	objectsKey = "_CHECKPOINTABLE_OBJECT_GRAPH"
	// valueAttribute is what a checkpoint calls the value of a variable.
	valueAttribute = "VARIABLE_VALUE"
	// maxDepth bounds how deeply the messages of the list nest.
	maxDepth = 100
)

// Keys returns, by the number of a variable, the key of its value in a checkpoint. It
// leaves out variables that the checkpoint does not hold.
func (g *Graph) Keys(c *checkpoint.Checkpoint) (map[int32]string, error) {
	raw, err := c.Text(objectsKey)
	if err != nil {
		return nil, err
	}
	var held pb.TrackableObjectGraph
	if (proto.UnmarshalOptions{RecursionLimit: maxDepth}).Unmarshal(raw, &held) != nil {
		return nil, fmt.Errorf("checkpoint %q: its list of objects is damaged", c.Path)
	}
	return g.keys(held.GetNodes()), nil
}

// keys walks through both lists of objects by the names of children.
func (g *Graph) keys(held []*pb.TrackableObjectGraph_TrackableObject) map[int32]string {
	type pair struct{ own, theirs int32 }
	keys := map[int32]string{}
	children := map[int32]map[string]int32{}
	seen := map[int32]bool{0: true}
	for todo := []pair{{}}; len(todo) > 0; {
		at := todo[0]
		todo = todo[1:]
		if at.theirs < 0 || int(at.theirs) >= len(held) || g.object(at.own) == nil {
			continue
		}
		for _, a := range held[at.theirs].GetAttributes() {
			if a.GetName() == valueAttribute && g.Variable(at.own) != nil {
				keys[at.own] = a.GetCheckpointKey()
			}
		}
		if children[at.theirs] == nil {
			children[at.theirs] = map[string]int32{}
			for _, c := range held[at.theirs].GetChildren() {
				children[at.theirs][c.GetLocalName()] = c.GetNodeId()
			}
		}
		for _, c := range g.object(at.own).GetChildren() {
			if theirs, ok := children[at.theirs][c.GetLocalName()]; ok && !seen[c.GetNodeId()] {
				seen[c.GetNodeId()] = true
				todo = append(todo, pair{c.GetNodeId(), theirs})
			}
		}
	}
	return keys
}

// Variable returns the variable with a number; nil if that is another object.
func (g *Graph) Variable(id int32) *pb.SavedVariable { return g.object(id).GetVariable() }

// Constant returns the name of the node that holds the constant with a number; empty if
// that is another object.
func (g *Graph) Constant(id int32) string { return g.object(id).GetConstant().GetOperation() }

// Captures returns the numbers of the objects that a function of the library is given, and
// reports whether it is known.
func (g *Graph) Captures(function string) ([]int32, bool) {
	saved := g.functions[function]
	return saved.GetBoundInputs(), saved != nil
}

// Kind says what the object with a number is, for people.
func (g *Graph) Kind(id int32) string {
	switch k := g.object(id).GetKind().(type) {
	case *pb.SavedObject_Variable:
		return fmt.Sprintf("the variable %q", k.Variable.GetName())
	case *pb.SavedObject_Constant:
		return "a constant"
	case *pb.SavedObject_Asset:
		return "a file"
	case *pb.SavedObject_Resource:
		return "a lookup table or another resource"
	case *pb.SavedObject_CapturedTensor:
		return "a tensor of another function"
	}
	return "an object of an unknown kind"
}
