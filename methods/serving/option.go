package serving

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// An Option is a scalar that a caller may give: the placeholder that takes it,
// and its value once that is checked.
type Option struct{ Placeholder, Value gr.Output }

// NewOption adds a scalar with a default. A value for which op(value, bound) does not
// hold is an error with the given text.
func NewOption(e autodiff.Emitter, name string, otherwise gr.Output, op string, bound gr.Output, text string) Option {
	scalar := gr.Type{DType: otherwise.DType(), Shape: gr.Shape{}}
	p := e.Op("PlaceholderWithDefault", name, scalar, gr.Attrs{"dtype": scalar.DType, "shape": scalar.Shape}, otherwise)
	if op == "" {
		return Option{p, p}
	}
	return Option{p, require(e, p, e.Compare(op, p, bound), text)}
}

// require hands x on, or fails with the text if the condition, bool [], does not
// hold.
func require(e autodiff.Emitter, x, holds gr.Output, text string) gr.Output {
	message := e.Const("", gr.StringTensor(gr.Shape{}, text))
	assert := e.Node("Assert", "", []gr.Type{}, gr.Attrs{"T": []gr.DataType{message.DType()}, "summarize": 3}, holds, message)
	checked := e.Op("Identity", "", x.Type(), gr.Attrs{"T": x.DType()}, x)
	checked.Node.Control = []*gr.Node{assert}
	return checked
}

// Parameter adds a placeholder, of any shape that broadcasts, with a default.
func Parameter(s gr.Scope, name string, otherwise gr.Output) gr.Output {
	return s.Op("PlaceholderWithDefault", name, gr.Type{DType: otherwise.DType()},
		gr.Attrs{"dtype": otherwise.DType(), "shape": gr.Shape(nil)}, otherwise)
}
