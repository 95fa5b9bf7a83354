package explain

import (
	"context"
	"maps"
	"slices"
	"time"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/targets"
)

// A calibration holds what the first run, at the inputs, computes.
type calibration struct {
	// values are the activations at the inputs, [N, ...], in the order of the
	// freezings. There are no values if no variant freezes.
	values []*tensorflow.Tensor
	// cuts say which of a layer's nodes pass, in the same order. That of a layer that does
	// not freeze is nil.
	cuts []*cut
	// fetched holds the tensors that were fetched from the plain network, by name.
	fetched map[string]*tensorflow.Tensor
	// ordered are the layers, in the same order, if an At has sorted them.
	ordered []ordered
}

// calibrate runs the network once at the inputs, unless an At kept that run. It finds the targets and the
// thresholds, and keeps the tensors of the forward pass that gradients at the inputs
// read. If the request asks for one plain map, the same run computes the gradient there,
// too.
func (j *job) calibrate() error {
	start := time.Now()
	if j.fetched == nil {
		if err := j.fetch(); err != nil {
			return err
		}
	}
	if err := j.pickTarget(j.fetched[j.plain.logits.String()]); err != nil {
		return err
	}
	err := j.measureLayers()
	for _, r := range j.results {
		r.Calibration = time.Since(start)
	}
	return err
}

func (j *job) fetch() error {
	if err := context.Cause(j.ctx); err != nil {
		return err
	}
	feeds, fetches, err := j.calibrationRun()
	if err != nil {
		return err
	}
	names := slices.Sorted(maps.Keys(fetches))
	out, err := j.session.Run(feeds, names)
	if err != nil {
		return err
	}
	j.fetched = map[string]*tensorflow.Tensor{}
	for i, name := range names {
		j.fetched[name] = out[i]
	}
	return nil
}

// calibrationRun returns the feeds and the fetches of the run.
func (j *job) calibrationRun() (map[string]*tensorflow.Tensor, map[string]bool, error) {
	feeds, err := j.point(j.x, j.given)
	if err != nil {
		return nil, nil, err
	}
	fetches := map[string]bool{j.plain.logits.String(): true}
	if j.once {
		m := j.request.Methods[0]
		for _, o := range j.plain.fetches(pointMethod(m)) {
			fetches[o.String()] = true
		}
		if err := j.addOptions(m, feeds); err != nil {
			return nil, nil, err
		}
		feeds[j.target.String()], err = tensorflow.Scalar(int32(j.request.Target.Class()))
		return feeds, fetches, err
	}
	for _, o := range j.prunedReads() {
		fetches[o.String()] = true
	}
	j.contributionReads(fetches)
	for _, v := range j.request.Variants {
		if frozen(v) {
			for _, f := range j.freezings {
				fetches[j.plain.of(f.Activation).String()] = true
			}
		}
		for _, m := range j.request.Methods {
			if m.IsNoisy() {
				continue // no point is the input
			}
			if !j.kept && j.wantsPruned(m, v) {
				continue // if the dense network takes over, it computes them
			}
			for _, o := range j.network(v).reads[pointMethod(m)] {
				fetches[j.plain.of(o).String()] = true
			}
		}
	}
	return feeds, fetches, nil
}

// isOnce reports whether one run of the plain network answers the whole request, or, for a
// path that ends at the input, the last point of it.
func (e *Explainer) isOnce(r *Request) bool {
	if len(r.Methods) != 1 || len(r.Variants) != 1 || frozen(r.Variants[0]) || !e.hasClass(r.Target) {
		return false
	}
	if m := r.Methods[0]; m.PointMethod != "" {
		return meetsInput(m, r.Options)
	}
	return len(methods.Baseline.Of(r.Options)) < 2
}

// meetsInput reports whether a point of a method's path is the input.
func meetsInput(m methods.Method, v methods.Values) bool {
	return m.Served() && slices.Contains(m.Points(methods.Inputs{X: []float32{0}, Size: 1}, v).Along, 1)
}

// hasClass reports whether target is known to be a class before a run returns the
// scores. The gradient for an unknown class would fail with a less clear error than
// pickTarget's.
func (e *Explainer) hasClass(target targets.Target) bool {
	shape := e.session.Shape(e.plain.logits.String())
	class, ok := target.IsClass()
	return len(shape) == 2 && (target.IsTop() || ok && class >= 0 && int64(class) < shape[1])
}
