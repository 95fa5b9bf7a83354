package serving

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// A Parameter is an input of a signature that callers may leave out: a scalar, or a
// tensor that broadcasts against the input.
type Parameter struct {
	// Name is the input of the signature.
	Name string
	// Type is the type of its elements; 0 means the input's type.
	Type gr.DataType
	// Default is the value, or that of all elements, if the parameter is left out.
	Default float64
	// Broadcasts reports whether any shape that broadcasts against the input is
	// allowed. If not, the parameter is a scalar.
	Broadcasts bool
	// Bounds must hold; a call fails with Text if one does not.
	Bounds []Bound
	Text   string
}

// A Bound is a comparison that must hold for a parameter: Op(parameter, Value).
type Bound struct {
	// Op is one of TensorFlow's comparisons.
	Op    string
	Value float64
}

// An Argument is a Parameter in a graph: the placeholder that takes it, and its value
// after the checks.
type Argument struct {
	Name               string
	Placeholder, Value gr.Output
}

// Arguments holds the arguments of one method, by name.
type Arguments map[string]Argument

// arguments emits the parameters in the order of the list.
func arguments(e autodiff.Emitter, all []Parameter, input gr.Output) Arguments {
	emitted := Arguments{}
	for _, p := range all {
		emitted[p.Name] = p.emit(e, input)
	}
	return emitted
}

// placeholders returns the placeholders, which signatures take.
func (a Arguments) placeholders() map[string]gr.Output {
	inputs := map[string]gr.Output{}
	for name, one := range a {
		inputs[name] = one.Placeholder
	}
	return inputs
}

func (p Parameter) emit(e autodiff.Emitter, input gr.Output) Argument {
	constant := p.constant(e, p.Default, input)
	t := gr.Type{DType: constant.DType(), Shape: gr.Shape{}}
	if p.Broadcasts {
		t.Shape = nil
	}
	taken := e.Op("PlaceholderWithDefault", p.Name, t, gr.Attrs{"dtype": t.DType, "shape": t.Shape}, constant)
	a := Argument{p.Name, taken, taken}
	for _, b := range p.Bounds {
		a.Value = require(e, a.Value, e.Compare(b.Op, a.Placeholder, p.constant(e, b.Value, input)), p.Text)
	}
	return a
}

// constant emits a number in the parameter's type.
func (p Parameter) constant(e autodiff.Emitter, v float64, input gr.Output) gr.Output {
	switch p.Type {
	case gr.Bool:
		return e.Const("", gr.Tensor(nil, v != 0))
	case gr.Int32:
		return e.Int(int32(v))
	case gr.Int64:
		return e.Const("", gr.Tensor(nil, int64(v)))
	case gr.Float:
		return e.Const("", gr.Tensor(nil, float32(v)))
	}
	return e.Scalar(v, input)
}

// require emits x, or fails with the text if the condition, bool [], does not hold.
func require(e autodiff.Emitter, x, holds gr.Output, text string) gr.Output {
	message := e.Const("", gr.StringTensor(gr.Shape{}, text))
	assert := e.Node("Assert", "", []gr.Type{}, gr.Attrs{"T": []gr.DataType{message.DType()}, "summarize": 3}, holds, message)
	checked := e.Op("Identity", "", x.Type(), gr.Attrs{"T": x.DType()}, x)
	checked.Node.Control = []*gr.Node{assert}
	return checked
}
