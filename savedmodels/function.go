package savedmodels

import (
	"fmt"
	"slices"
	"strings"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/savedmodels/objects"
)

// A Function is a function that an object of a SavedModel has, beside its signatures.
type Function struct {
	// Name is the path of names that leads to it, or its name in the library.
	Name string
	// Takes lists its arguments, once for each trace.
	Takes []string
}

// useObjects reads what the objects say beside the signatures: functions, and variables
// that the saver leaves out.
func (m *Model) useObjects(g *objects.Graph, function, checkpoint string) error {
	if err := m.useFunction(g, function, checkpoint); err != nil || function != "" {
		return err
	}
	return m.restoreLeft(g)
}

// useFunction makes a signature of a function of the objects: the named one, or the only
// one of a model without signatures. Without either it lists the functions of such a
// model.
func (m *Model) useFunction(g *objects.Graph, name, checkpoint string) error {
	if name == "" && len(m.Signatures) > 0 {
		return nil
	}
	f, known := g.Function(name)
	if name == "" {
		all := g.Functions()
		if len(all) != 1 {
			m.Functions = m.described(g, all)
			return nil
		}
		f, known = all[0], true
	}
	if !known {
		return unknownFunction(g, name)
	}
	t, err := m.onlyTrace(g, f)
	if err != nil {
		return err
	}
	if err := m.call(g, f, t, checkpoint); err != nil {
		return fmt.Errorf("function %q: %w", f.Path, err)
	}
	choice := "function " + f.Path + " " + t.String()
	if m.Choice != "" {
		choice = m.Choice + ", " + choice
	}
	m.Choice = choice
	return m.Graph.Check()
}

func unknownFunction(g *objects.Graph, name string) error {
	var names []string
	for _, f := range g.Functions() {
		names = append(names, f.Path)
	}
	if len(names) == 0 {
		return fmt.Errorf("it has no function %q, nor any other", name)
	}
	return fmt.Errorf("it has no function %q%s; it has %s", name, nearest.Hint(name, names), strings.Join(names, ", "))
}

// described describes the functions that can be called.
func (m *Model) described(g *objects.Graph, all []objects.Function) []Function {
	var found []Function
	for _, f := range all {
		traces, err := m.traces(g, f)
		if err != nil {
			continue
		}
		d := Function{Name: f.Path}
		for _, t := range traces {
			d.Takes = append(d.Takes, t.String())
		}
		found = append(found, d)
	}
	return found
}

// traces describes the traces of a function.
func (m *Model) traces(g *objects.Graph, f objects.Function) ([]*objects.Trace, error) {
	var all []*objects.Trace
	for _, name := range f.Traces {
		t, err := g.Trace(name, m.definition(name))
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

func (m *Model) definition(name string) *functionpb.FunctionDef {
	for _, def := range m.Graph.Library.GetFunction() {
		if def.GetSignature().GetName() == name {
			return def
		}
	}
	return nil
}

// onlyTrace returns the one trace of a function that is not for training.
func (m *Model) onlyTrace(g *objects.Graph, f objects.Function) (*objects.Trace, error) {
	all, err := m.traces(g, f)
	if err != nil {
		return nil, err
	}
	fit := slices.DeleteFunc(slices.Clone(all), func(t *objects.Trace) bool { return t.Training && len(all) > 1 })
	if len(fit) == 1 {
		return fit[0], nil
	}
	var names []string
	for _, t := range all {
		names = append(names, t.Name+" "+t.String())
	}
	return nil, fmt.Errorf("the function %q was traced several times: choose one with --function: %s", f.Path, strings.Join(names, ", "))
}

// call adds a call of a trace, with a placeholder for each input, and makes it the only
// signature.
func (m *Model) call(g *objects.Graph, f objects.Function, t *objects.Trace, checkpoint string) error {
	s := gr.Scope{Graph: m.Graph}
	signature := gr.Signature{Name: f.Path, Inputs: map[string]gr.Output{}, Outputs: map[string]gr.Output{}}
	m.types = map[gr.Output]gr.Type{}
	var inputs []gr.Output
	for _, a := range t.Inputs {
		in := s.Op("Placeholder", a.Name, a.Type, gr.Attrs{"dtype": a.Type.DType, "shape": a.Type.Shape})
		inputs, signature.Inputs[a.Name], m.types[in] = append(inputs, in), in, a.Type
	}
	captured, err := m.captured(g, t, checkpoint)
	if err != nil {
		return err
	}
	call := s.CallFunction("function/"+f.Path, m.definition(t.Name), append(inputs, captured...)...)
	for i, a := range t.Outputs {
		signature.Outputs[a.Name], m.types[call.Out(i)] = call.Out(i), a.Type
	}
	m.Signatures = []gr.Signature{signature}
	return nil
}

// captured returns the tensors that a trace is given of the objects that it captures.
func (m *Model) captured(g *objects.Graph, t *objects.Trace, checkpoint string) ([]gr.Output, error) {
	r := restoring{to: gr.Scope{Graph: m.Graph, Prefix: "restore"}, nodes: map[int32]*gr.Node{}}
	var all []gr.Output
	for _, id := range t.Captures {
		v, constant := g.Variable(id), m.Graph.Node(g.Constant(id))
		switch {
		case v != nil:
			all = append(all, r.variable(id, v).Out(0))
		case constant != nil:
			all = append(all, constant.Out(0))
		default:
			return nil, fmt.Errorf("it is given %s, which is possible in a signature alone", g.Kind(id))
		}
	}
	if len(r.nodes) == 0 {
		m.Weights = nil
		return all, nil
	}
	file := r.to.Op("Placeholder", "file", gr.Type{DType: stringType, Shape: gr.Shape{}}, gr.Attrs{"dtype": stringType, "shape": gr.Shape{}})
	var err error
	m.Weights, err = r.weights(g, file, checkpoint)
	return all, err
}

const stringType = typespb.DataType_DT_STRING
