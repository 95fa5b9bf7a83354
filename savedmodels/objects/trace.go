package objects

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	functionpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/function_go_proto"
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"

	gr "tfreeze/graphrewrite"
)

// A Trace is a function's graph for one kind of arguments.
type Trace struct {
	// Name is that of the graph in the library.
	Name string
	// Inputs are the tensors that it takes. Captures follow.
	Inputs []Argument
	// Captures are the objects whose values it is given, by number.
	Captures []int32
	// Outputs are what it returns.
	Outputs []Argument
	// Fixed are the arguments that are no tensors, such as "training=False".
	Fixed []string
	// Training reports whether an argument that is no tensor says that it is for training.
	Training bool
}

// An Argument is a tensor that a trace takes or returns.
type Argument struct {
	Name string
	Type gr.Type
}

// String returns, for example, "(image float[?,8,8,3], training=False)".
func (t *Trace) String() string {
	var all []string
	for _, a := range t.Inputs {
		all = append(all, a.Name+" "+a.Type.String())
	}
	return "(" + strings.Join(append(all, t.Fixed...), ", ") + ")"
}

// Trace describes the trace of a name, whose graph is def. The error says what the
// SavedModel lacks.
func (g *Graph) Trace(name string, def *functionpb.FunctionDef) (*Trace, error) {
	saved := g.functions[name]
	args := def.GetSignature().GetInputArg()
	if saved == nil || def == nil || len(saved.GetBoundInputs()) > len(args) {
		return nil, fmt.Errorf("the SavedModel does not say what the function %q takes", name)
	}
	t := &Trace{Name: name, Captures: saved.GetBoundInputs()}
	l := leaves{named: g.argumentsOf(name)}
	l.arguments(saved.GetCanonicalizedInputSignature())
	t.Fixed, t.Training = l.fixed, l.training
	for i, arg := range args[:len(args)-len(t.Captures)] {
		a := Argument{Name: arg.GetName(), Type: gr.Type{DType: arg.GetType()}}
		if i < len(l.shapes) && len(l.shapes) == len(args)-len(t.Captures) {
			a.Type.Shape = l.shapes[i]
		}
		t.Inputs = append(t.Inputs, a)
	}
	out := leaves{}
	out.value("", saved.GetOutputSignature())
	for i, arg := range def.GetSignature().GetOutputArg() {
		a := Argument{Name: "output_" + strconv.Itoa(i), Type: gr.Type{DType: arg.GetType()}}
		if len(out.shapes) == len(def.GetSignature().GetOutputArg()) {
			a.Type.Shape = out.shapes[i]
			if out.names[i] != "" {
				a.Name = out.names[i]
			}
		}
		t.Outputs = append(t.Outputs, a)
	}
	return t, nil
}

// argumentsOf returns the names of the arguments of the function that has a trace, without
// self.
func (g *Graph) argumentsOf(trace string) []string {
	i := slices.IndexFunc(g.objects, func(o *pb.SavedObject) bool { return slices.Contains(o.GetFunction().GetConcreteFunctions(), trace) })
	if i < 0 {
		return nil
	}
	spec := g.objects[i].GetFunction().GetFunctionSpec()
	var names []string
	for _, v := range spec.GetFullargspec().GetNamedTupleValue().GetValues() {
		if v.GetKey() != "args" {
			continue
		}
		for _, name := range v.GetValue().GetListValue().GetValues() {
			names = append(names, name.GetStringValue())
		}
	}
	if spec.GetIsMethod() && len(names) > 0 {
		names = names[1:]
	}
	return names
}

// leaves are the values in a nested one, in TensorFlow's order.
type leaves struct {
	// named are the names of the arguments by position.
	named []string
	// names and shapes are those of the tensors.
	names    []string
	shapes   []gr.Shape
	fixed    []string
	training bool
}

// arguments collects the values of a pair, the arguments by position and by name.
func (l *leaves) arguments(v *pb.StructuredValue) {
	pair := v.GetTupleValue().GetValues()
	if len(pair) != 2 {
		return
	}
	for i, arg := range pair[0].GetTupleValue().GetValues() {
		name := ""
		if i < len(l.named) {
			name = l.named[i]
		}
		l.value(name, arg)
	}
	l.value("", pair[1])
}

// value collects the values in v, whose name in what holds it may be empty.
func (l *leaves) value(name string, v *pb.StructuredValue) {
	switch k := v.GetKind().(type) {
	case *pb.StructuredValue_TensorSpecValue:
		l.tensor(name, gr.ShapeOf(k.TensorSpecValue.GetShape()))
	case *pb.StructuredValue_BoundedTensorSpecValue:
		l.tensor(name, gr.ShapeOf(k.BoundedTensorSpecValue.GetShape()))
	case *pb.StructuredValue_ListValue:
		l.all(k.ListValue.GetValues())
	case *pb.StructuredValue_TupleValue:
		l.all(k.TupleValue.GetValues())
	case *pb.StructuredValue_NamedTupleValue:
		for _, pair := range k.NamedTupleValue.GetValues() {
			l.value(pair.GetKey(), pair.GetValue())
		}
	case *pb.StructuredValue_DictValue:
		for _, key := range slices.Sorted(maps.Keys(k.DictValue.GetFields())) {
			l.value(key, k.DictValue.GetFields()[key])
		}
	default:
		l.constant(name, v)
	}
}

func (l *leaves) all(values []*pb.StructuredValue) {
	for _, v := range values {
		l.value("", v)
	}
}

func (l *leaves) tensor(name string, shape gr.Shape) {
	l.names, l.shapes = append(l.names, name), append(l.shapes, shape)
}

// constant notes a value that is no tensor.
func (l *leaves) constant(name string, v *pb.StructuredValue) {
	text := ""
	switch k := v.GetKind().(type) {
	case *pb.StructuredValue_NoneValue:
		text = "None"
	case *pb.StructuredValue_BoolValue:
		text = map[bool]string{true: "True", false: "False"}[k.BoolValue]
		l.training = l.training || k.BoolValue && name == "training"
	case *pb.StructuredValue_Int64Value:
		text = strconv.FormatInt(k.Int64Value, 10)
	case *pb.StructuredValue_Float64Value:
		text = strconv.FormatFloat(k.Float64Value, 'g', -1, 64)
	case *pb.StructuredValue_StringValue:
		text = strconv.Quote(k.StringValue)
	default:
		return
	}
	if name != "" {
		text = name + "=" + text
	}
	l.fixed = append(l.fixed, text)
}
