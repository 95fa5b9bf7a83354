package methods

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/serving"
)

// An average describes a method that averages gradients over several points. It does so
// in a loop of a served graph, and in package explain, with the same bits.
type average struct {
	// rules are the gradient's own rules; nil differentiates.
	rules autodiff.Override
	// emit adds the loop to a graph.
	emit func(l *serving.Loop, a serving.Arguments) (gr.Output, error)
	// points gives the points that package explain evaluates.
	points func(in Inputs, v Values) Points
}

// Inputs are the inputs that a method explains.
type Inputs struct {
	// X holds the elements of all inputs, one input after the other. Each has Size
	// elements.
	X    []float32
	Size int
	// Shape is the shape of one input, and Layout says which of its dimensions are an
	// image's; empty if that is unknown.
	Shape  []int64
	Layout gr.Layout
	// Baseline holds the elements of the inputs' baselines, as X does; nil is zero.
	Baseline []float32
	// Baselines holds one such array for each reference, for methods that draw from them.
	Baselines [][]float32
	// Flat is the network's input for a picture whose pixels all have that value in all
	// colours; nil if that is unknown.
	Flat func(pixel uint8) ([]float32, error)
	// Normal writes the k-th sample of a seed to into: one standard normal number for
	// each element of one input. Uniform writes numbers of 0 or more and less than 1.
	Normal, Uniform func(seed, k uint64, into []float32) error
}

// Points are the points at which a method's gradients are evaluated, and the way to
// average them.
type Points struct {
	// N is the number of points for each input. Write writes the k-th point of all
	// inputs to into.
	N     int
	Write func(k int, into []float32) error
	// Along says where the points are on the way from the baseline to the input, 0 to 1;
	// nil if they are not on that line.
	Along []float64
	// Weights are those of the points in the means; nil if all count the same.
	Weights []float64
	// Powers lists the powers of the gradients, each 1 or more, that are averaged over
	// the points in float64.
	Powers []int
	// Of computes the attribution of the i-th element of all inputs from the means of
	// the powers.
	Of func(i int, means []float64) float64
}

// Points returns the points of a method that has a PointMethod. The inputs must pass
// Values.Fits.
func (m Method) Points(in Inputs, v Values) Points { return m.average.points(in, v) }

// Weight is the weight of the k-th point in the means.
func (p Points) Weight(k int) float64 {
	if p.Weights == nil {
		return 1 / float64(p.N)
	}
	return p.Weights[k]
}
