package explain

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// An At is an input, and the network's run there. It answers requests without another such
// run: of another percentile, the pruned engine makes the plan and computes its points.
type At struct {
	explainer *Explainer
	shape     []int64
	x         []float32
	fetched   map[string]*tensorflow.Tensor
	// sorted are the layers, once Layers was called; sorting is held meanwhile.
	sorting sync.Mutex
	sorted  atomic.Pointer[[]ordered]
}

// At runs the network at an input, and keeps the tensors of the run that requests for any
// method and variant of the explainer read: most of the network's activations. The shape
// has no batch dimension. A network whose score also needs the model's own input
// (Request.Source) is refused.
func (e *Explainer) At(ctx context.Context, shape []int64, x []float32) (*At, error) {
	r := NewRequest()
	r.Variants, r.Engine = e.variants, PrunedEngine
	r.Methods = slices.DeleteFunc(slices.Clone(methods.All), func(m methods.Method) bool { _, ok := e.signature(pointMethod(m)); return !ok })
	if err := e.check(shape, x, &r); err != nil {
		return nil, err
	}
	j, err := e.start(ctx, shape, [][]float32{x}, r)
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(j.batch)
	j.once, j.kept = false, true
	if err := j.fetch(); err != nil {
		return nil, err
	}
	return &At{explainer: e, shape: slices.Clone(shape), x: slices.Clone(x), fetched: j.fetched}, nil
}

// Explain answers a request for the input, as Explainer.Explain does and with the same
// bits. Several requests may be answered at once.
func (a *At) Explain(ctx context.Context, r Request) (*Result, error) {
	if err := a.explainer.check(a.shape, a.x, &r); err != nil {
		return nil, err
	}
	j, err := a.explainer.start(ctx, a.shape, [][]float32{a.x}, r)
	if err != nil {
		return nil, err
	}
	j.once, j.fetched = false, a.fetched
	if all := a.sorted.Load(); all != nil {
		j.ordered = *all
	}
	if err := j.calibrate(); err != nil {
		return nil, err
	}
	results, err := j.answer()
	if err != nil {
		return nil, err
	}
	return results[0], nil
}
