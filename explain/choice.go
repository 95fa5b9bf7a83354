package explain

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/plan"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// What else both engines do, in multiply-adds of TensorFlow's convolutions, of which a core
// does about 45 in a nanosecond. BenchmarkEngines measures it. On an Intel Xeon with AMX, for
// SqueezeNet, ResNet-50, MobileNetV2, DenseNet-121 and InceptionV3, frozen at the 50th, 80th
// and 95th percentile:
const (
	// planWork: a plan takes up to 10 ns for each element that the network's steps make,
	// and 130 ns for each row, which rowWork has.
	planWork = 10 * inNanosecond
	// liftWork: to plan by threshold, where all is computed that may pass, takes 20 to
	// 95 ns an element.
	liftWork = 90 * inNanosecond
	// rowWork: a run takes 50 to 110 ns for each row, however few its points are.
	rowWork = (130 + 90) * inNanosecond
	// functionWork: a function takes 5 to 60 ns at an element, Swish 16 and GELU 27, by
	// BenchmarkFunctions of package kernels.
	functionWork = 20 * inNanosecond
	// elementWork: TensorFlow takes up to 5 ns for each element, forward and backward;
	// where its convolutions have more to do, less.
	elementWork = 35
	// inNanosecond is half of what was measured, since slower doubles it.
	inNanosecond = 45 / slower
)

// slower is how many times as fast as the engine TensorFlow may do a multiply-add. On those
// networks it did 10 to 50 in a nanosecond. The engine, whose rows count as 16 each, did 30
// to 70, and never less than half of what TensorFlow did on the same network.
const slower = 2

// isWorthPlanning reports whether a plan may pay for itself at n points: to make one only
// to find that the dense network has less work would cost time.
func (j *job) isWorthPlanning(v serving.Variant, n int) bool {
	return slower*j.planning(v) < j.denseWork(n)
}

// isLess reports whether the pruned engine has less work at n points than the dense
// network, whatever the processor.
func (j *job) isLess(p *plan.Plan, v serving.Variant, n int) bool {
	columns := int64(n+kernels.Lane-1) / kernels.Lane * kernels.Lane
	own := j.planning(v) + rowWork*int64(p.Rows) + columns*pointWork(p, v)
	return slower*own < j.denseWork(n)
}

// pointWork is the engine's work at one point, forward and backward. By threshold it goes
// forward twice.
func pointWork(p *plan.Plan, v serving.Variant) int64 {
	work := 2*p.Work() + functionWork*p.Functions()
	if v == serving.Threshold {
		lifted := p.Candidates()
		work += lifted.Work() + functionWork*lifted.Functions
	}
	return work
}

// planning is the work of a variant's plans. By threshold there are two: the one that was
// counted, and the one that is made on the way.
func (j *job) planning(v serving.Variant) int64 {
	work := int64(planWork)
	if v == serving.Threshold {
		work += liftWork
	}
	return work * j.pruned.net.Elements()
}

// denseWork is what the dense network does at n points, forward and backward.
func (j *job) denseWork(n int) int64 {
	net := j.pruned.net
	return 2 * int64(n) * (net.MultiplyAdds() + elementWork*net.Elements())
}

// counted are the pairs of a variant, forward.
func counted(p *plan.Plan, v serving.Variant) int64 {
	if v == serving.Threshold {
		return p.Candidates().Pairs
	}
	return p.Pairs
}

// pointsOf is the number of points at which a method takes the gradient.
func (j *job) pointsOf(m methods.Method) int {
	if m.PointMethod == "" {
		return 1
	}
	return m.Points(j.inputs(), j.request.Options).N
}
