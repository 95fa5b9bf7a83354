package methods

import (
	"fmt"
	"math"

	"tfreeze/internal/quickselect"
)

// guidedIG integrates the gradient along a path that moves the elements with the
// smallest gradients first, no further than max_dist from the straight line. Kapishnikov
// et al., "Guided Integrated Gradients: An Adaptive Path Method for Removing Noise",
// 2021, as PAIR-code/saliency computes it.
var guidedIG = Method{
	Name: "guided_ig", Summary: "the gradient along a path around noise", PointMethod: "grad",
	Options: []*Choice{Baseline.Choice, GuidedSteps.Choice, Fraction.Choice, MaxDist.Choice},
	procedure: &procedure{
		runs:      func(_ Inputs, v Values) int { return GuidedSteps.Of(v) },
		attribute: guidedPaths,
	},
}

// GuidedSteps is the number of points of Guided IG.
var GuidedSteps = newOption(200, Choice{
	Name: "guided_steps", Usage: "Guided IG: `N` points", Meaning: "is the number of points on the guided path",
}, func(n int, _ Values) error {
	if n < 1 {
		return fmt.Errorf("%d guided steps: at least 1 is needed", n)
	}
	return nil
})

// Fraction is the share of elements that Guided IG moves at a time.
var Fraction = newOption(0.25, Choice{
	Name: "fraction", Usage: "Guided IG: `SHARE` of the input's elements to move at a time, those with the smallest gradients",
	Meaning: "is the share of elements that move at a time",
}, checkShare("fraction"))

// MaxDist is how far Guided IG may leave the straight line, as a share of its length.
var MaxDist = newOption(0.02, Choice{
	Name: "max_dist", Usage: "Guided IG: how far an element may leave the straight line, a `SHARE` of the way",
	Meaning: "is how far an element may leave the straight line, as a share of the way",
}, checkShare("max_dist"))

func checkShare(name string) func(float64, Values) error {
	return func(share float64, _ Values) error {
		if !(share >= 0 && share <= 1) {
			return fmt.Errorf("%s %v is not in 0..1", name, share)
		}
		return nil
	}
}

// guidedPaths walks from the baseline to each of the inputs, all at the same pace.
func guidedPaths(at Evaluator, in Inputs, v Values) ([]float32, error) {
	walks, steps := guidedWalks(in, v), GuidedSteps.Of(v)
	for step := range steps {
		gradients, err := at.Gradients(1, func(_ int, into []float32) error {
			for i, w := range walks {
				w.write(into[i*in.Size:])
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for i, w := range walks {
			w.advance(gradients[0][i*in.Size:(i+1)*in.Size], step, steps)
		}
	}
	values := make([]float32, 0, len(in.X))
	for _, w := range walks {
		for _, a := range w.sum {
			values = append(values, float32(a))
		}
	}
	return values, nil
}

// A guidedWalk is on its way from a baseline to an input.
type guidedWalk struct {
	input, baseline, x, sum []float64
	// length is the sum of all distances that there are to go.
	length            float64
	fraction, maxDist float64
}

func guidedWalks(in Inputs, v Values) []*guidedWalk {
	var walks []*guidedWalk
	for from := 0; from < len(in.X); from += in.Size {
		w := &guidedWalk{fraction: Fraction.Of(v), maxDist: MaxDist.Of(v), sum: make([]float64, in.Size)}
		for i, x := range in.X[from : from+in.Size] {
			w.input, w.baseline = append(w.input, float64(x)), append(w.baseline, in.baseline(from+i))
		}
		w.x = append(w.x, w.baseline...)
		w.length = w.distance()
		walks = append(walks, w)
	}
	return walks
}

func (w *guidedWalk) write(into []float32) {
	for i, x := range w.x {
		into[i] = float32(x)
	}
}

// distance is how far it is still to the input.
func (w *guidedWalk) distance() float64 {
	d := 0.0
	for i, x := range w.x {
		d += math.Abs(x - w.input[i])
	}
	return d
}

// onLine is the element at a share of the straight line.
func (w *guidedWalk) onLine(i int, alpha float64) float64 {
	return w.baseline[i] + (w.input[i]-w.baseline[i])*alpha
}

// advance goes on until the distance that is left is what it is on the straight line
// after the step.
func (w *guidedWalk) advance(gradient []float32, step, steps int) {
	alpha := float64(step+1) / float64(steps)
	low, high := max(alpha-w.maxDist, 0), min(alpha+w.maxDist, 1)
	target := w.length * (1 - alpha)
	size := make([]float64, len(gradient))
	for i, d := range gradient {
		size[i] = math.Abs(float64(d))
	}
	for w.length > 0 {
		old := append([]float64(nil), w.x...)
		w.catchUp(low, high)
		left := w.distance()
		arrived := math.Abs(left-target) <= closeEnough*max(math.Abs(left), math.Abs(target), 1)
		gamma := 0.0
		if !arrived {
			gamma = w.move(size, high, left-target)
		}
		for i, x := range w.x {
			w.sum[i] += (x - old[i]) * float64(gradient[i])
		}
		if gamma <= 1 {
			return
		}
	}
}

// closeEnough is the difference of distances, relative and absolute, that saliency
// ignores.
const closeEnough = 1e-9

// catchUp moves the elements that fell too far behind the straight line.
func (w *guidedWalk) catchUp(low, high float64) {
	for i, x := range w.x {
		alpha, way := high, w.input[i]-w.baseline[i]
		if way != 0 {
			alpha = (x - w.baseline[i]) / way
		}
		if alpha < low {
			w.x[i] = w.onLine(i, low)
		}
	}
}

// move moves the elements with the smallest gradients towards their places at the share
// high of the straight line, so that the distance shrinks by gap. Those that are there
// get an infinite gradient: none of them moves again in this step. It returns by how
// much the gap exceeds what these elements have to go; 0 ends the step, as does a
// network whose gradient is infinite or NaN.
func (w *guidedWalk) move(size []float64, high, gap float64) float64 {
	for i, x := range w.x {
		if x == w.onLine(i, high) {
			size[i] = math.Inf(1)
		}
	}
	limit := quickselect.Nth(append([]float64(nil), size...), int(w.fraction*float64(len(size)-1)))
	moves := func(i int) bool { return size[i] <= limit && !math.IsInf(size[i], 1) }
	reach := 0.0
	for i, x := range w.x {
		if moves(i) {
			reach += math.Abs(x - w.onLine(i, high))
		}
	}
	if reach == 0 {
		return 0
	}
	gamma := gap / reach
	for i, x := range w.x {
		if to := w.onLine(i, high); moves(i) && gamma > 1 {
			w.x[i] = to
		} else if moves(i) {
			w.x[i] = x + (to-x)*gamma
		}
	}
	return gamma
}
