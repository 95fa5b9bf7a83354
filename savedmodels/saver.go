package savedmodels

import (
	"fmt"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
)

// A Saver is the part of a graph that writes its variables to a V2 checkpoint, and
// restores them.
type Saver struct {
	// File is the string tensor that takes the checkpoint's prefix.
	File gr.Output
	// Save writes the checkpoint; Restore reads it.
	Save    gr.Output
	Restore *gr.Node
}

// AddSaver adds, in scope s, a saver of the given variables and tables. The keys of the
// checkpoint are the names of their nodes; a table has two, NAME/keys and NAME/values.
func AddSaver(s gr.Scope, variables []*gr.Node) (*Saver, error) {
	var names []string
	var types []typespb.DataType
	var outputs []gr.Type
	var values []gr.Output
	for _, v := range variables {
		for _, e := range storedOf(s, v) {
			if e.dtype == 0 {
				return nil, &gr.Error{Pass: "saver", Node: v.Name, Op: v.Op, Err: fmt.Errorf("the variable has no type")}
			}
			names, types = append(names, e.key), append(types, e.dtype)
			outputs, values = append(outputs, gr.Type{DType: e.dtype}), append(values, e.value)
		}
	}
	scalar := gr.Type{DType: stringType, Shape: gr.Shape{}}
	fallback := s.Const("file/default", gr.StringTensor(gr.Shape{}, "model"))
	file := s.Op("PlaceholderWithDefault", "file", scalar, gr.Attrs{"dtype": stringType, "shape": gr.Shape{}}, fallback)
	keys := s.Const("keys", gr.StringTensor(gr.Shape{int64(len(names))}, names...))
	whole := s.Const("slices", gr.StringTensor(gr.Shape{int64(len(names))}, make([]string, len(names))...))

	attrs := gr.Attrs{"dtypes": types}
	save := s.Node("SaveV2", "SaveV2", []gr.Type{}, attrs, append([]gr.Output{file, keys, whole}, values...)...)
	saved := s.Op("Identity", "control_dependency", scalar, gr.Attrs{"T": stringType}, file)
	saved.Node.Control = []*gr.Node{save}
	restored := s.Node("RestoreV2", "RestoreV2", outputs, attrs, file, keys, whole)
	all := s.Node("NoOp", "restore_all", []gr.Type{}, nil)
	next := 0
	for _, v := range variables {
		if isMutableTable(v) {
			all.Control = append(all.Control, fill(s, v, restored.Out(next), restored.Out(next+1)))
			next += 2
			continue
		}
		all.Control = append(all.Control, assign(s, v, restored.Out(next)))
		next++
	}
	return &Saver{File: file, Save: saved, Restore: all}, nil
}

// A stored tensor is what a checkpoint holds under a key.
type stored struct {
	key   string
	dtype typespb.DataType
	value gr.Output
}

// storedOf returns what a checkpoint holds of a variable or a table.
func storedOf(s gr.Scope, v *gr.Node) []stored {
	if isMutableTable(v) {
		return content(s, v)
	}
	return []stored{{v.Name, v.DType("dtype"), read(s, v)}}
}

// read returns a variable's value.
func read(s gr.Scope, v *gr.Node) gr.Output {
	if v.Op != "VarHandleOp" {
		return v.Out(0)
	}
	dtype := v.DType("dtype")
	return s.Op("ReadVariableOp", "read/"+v.Name, gr.Type{DType: dtype}, gr.Attrs{"dtype": dtype}, v.Out(0))
}

// assign adds the node that sets a variable.
func assign(s gr.Scope, v *gr.Node, value gr.Output) *gr.Node {
	dtype := v.DType("dtype")
	if v.Op == "VarHandleOp" {
		return s.Node("AssignVariableOp", "assign/"+v.Name, []gr.Type{}, gr.Attrs{"dtype": dtype}, v.Out(0), value)
	}
	return s.Node("Assign", "assign/"+v.Name, []gr.Type{v.Out(0).Type()},
		gr.Attrs{"T": dtype, "use_locking": true, "validate_shape": true}, v.Out(0), value)
}

// weights says how to restore a checkpoint with the saver.
func (s *Saver) weights(file string) *Weights {
	return &Weights{Feed: s.File.String(), File: file, Target: s.Restore.Name}
}

func (s *Saver) proto() *pb.SaverDef {
	return &pb.SaverDef{
		FilenameTensorName: s.File.String(), SaveTensorName: s.Save.String(), RestoreOpName: s.Restore.Name,
		MaxToKeep: 1, Version: pb.SaverDef_V2,
	}
}

// Variables returns, sorted by name, the variables and tables that the roots need and a
// checkpoint holds. It leaves out variables that the model derives from others.
func Variables(m *Model, roots ...*gr.Node) []*gr.Node {
	needed, derived := gr.Ancestors(roots...), derivedVariables(m.derive())
	var variables []*gr.Node
	for _, name := range m.Graph.Names() {
		if n := m.Graph.Node(name); needed[n] && (isVariable(n) || isMutableTable(n)) && !derived[n] {
			variables = append(variables, n)
		}
	}
	return variables
}

// derivedVariables returns the variables that the node sets.
func derivedVariables(derive *gr.Node) map[*gr.Node]bool {
	derived := map[*gr.Node]bool{}
	if derive == nil {
		return derived
	}
	for _, assign := range derive.Control {
		if len(assign.Inputs) > 0 {
			derived[assign.Inputs[0].Node] = true
		}
	}
	return derived
}
