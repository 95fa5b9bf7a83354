package methods

import gr "tfreeze/graphrewrite"

// An option is a scalar that a caller may give: the placeholder that takes it,
// and its value once that is checked.
type option struct{ placeholder, value gr.Output }

// What options are unless they are chosen, as in the original experiment.
const (
	// DefaultPercentile of a layer's positive activations is its threshold.
	DefaultPercentile = 80
	// DefaultSteps is how many points integrated_gradients takes.
	DefaultSteps = 100
	// DefaultSamples is how many noisy inputs smoothgrad takes, and DefaultStdev
	// the noise's standard deviation as a share of the input's range.
	DefaultSamples = 25
	DefaultStdev   = 0.15
	// DefaultEpsilon stabilises elrp's quotient.
	DefaultEpsilon = 1e-4
)

// OptionNames lists what signatures that take options may call them.
func OptionNames() []string {
	return []string{"baseline", "epsilon", "percentile", "samples", "seed", "stdev", "steps", "target"}
}

// option adds a scalar with a default. A value for which op(value, bound) does not
// hold is an error with the given text.
func (e emit) option(name string, otherwise gr.Output, op string, bound gr.Output, text string) option {
	scalar := gr.Type{DType: otherwise.DType(), Shape: gr.Shape{}}
	p := e.Op("PlaceholderWithDefault", name, scalar, gr.Attrs{"dtype": scalar.DType, "shape": scalar.Shape}, otherwise)
	if op == "" {
		return option{p, p}
	}
	return option{p, e.require(p, e.compare(op, p, bound), text)}
}

// require hands x on, or fails with the text if the condition, bool [], does not
// hold.
func (e emit) require(x, holds gr.Output, text string) gr.Output {
	message := e.Const("", gr.StringTensor(gr.Shape{}, text))
	assert := e.Node("Assert", "", []gr.Type{}, gr.Attrs{"T": []gr.DataType{message.DType()}, "summarize": 3}, holds, message)
	checked := e.Op("Identity", "", x.Type(), gr.Attrs{"T": x.DType()}, x)
	checked.Node.Control = []*gr.Node{assert}
	return checked
}

// parameter adds a placeholder, of any shape that broadcasts, with a default.
func parameter(s gr.Scope, name string, otherwise gr.Output) gr.Output {
	return s.Op("PlaceholderWithDefault", name, gr.Type{DType: otherwise.DType()},
		gr.Attrs{"dtype": otherwise.DType(), "shape": gr.Shape(nil)}, otherwise)
}
