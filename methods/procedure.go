package methods

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/serving"
)

// A procedure describes a method that chooses the points at which it evaluates the
// network as it goes, or evaluates scores. Package explain runs it.
type procedure struct {
	// runs counts the points for each input.
	runs func(in Inputs, v Values) int
	// attribute computes the maps of all inputs, one after the other.
	attribute func(at Evaluator, in Inputs, v Values) ([]float32, error)
	// emit adds the loop that signatures run, for images; nil if it cannot be a graph.
	emit func(l *serving.Loop, im serving.Image, a serving.Arguments) (gr.Output, error)
}

// An Evaluator runs the network of a variant at points. A point holds the elements of
// all inputs, one after the other.
type Evaluator interface {
	// Gradients returns dF/dx at n points, which write writes.
	Gradients(n int, write func(k int, into []float32) error) ([][]float32, error)
	// Scores returns F at n points: for each, a score for each input.
	Scores(n int, write func(k int, into []float32) error) ([][]float32, error)
}

// Served reports whether a generated model has a signature of the method, whatever its
// input, that evaluates the same points as package explain.
func (m Method) Served() bool { return m.procedure == nil && m.Smooths == nil }

// InGraph reports whether a generated model can have a signature of the method: if it is
// Served, or if the input is images and its procedure can be a graph.
func (m Method) InGraph() bool {
	return m.Smooths == nil && (m.procedure == nil || m.procedure.emit != nil)
}

// InGraph lists the methods that can be.
func InGraph() []Method {
	return slices.DeleteFunc(slices.Clone(All), func(m Method) bool { return !m.InGraph() })
}

// Served lists the methods that are.
func Served() []Method {
	return slices.DeleteFunc(slices.Clone(All), func(m Method) bool { return !m.Served() })
}

// Runs counts the points at which a method that has a PointMethod evaluates the network,
// for each input.
func (m Method) Runs(in Inputs, v Values) int {
	if m.Smooths != nil {
		each := 1
		if m.Smooths.PointMethod != "" {
			each = m.Smooths.Runs(in, v)
		}
		return Noisy(in, v).N * each
	}
	if m.procedure != nil {
		return m.procedure.runs(in, v)
	}
	return m.Points(in, v).N
}

// Attribute computes the maps of a method that is not Served, in MapShape, one input
// after the other. The inputs must pass Values.Fits.
func (m Method) Attribute(at Evaluator, in Inputs, v Values) ([]float32, error) {
	return m.procedure.attribute(at, in, v)
}
