package explain

import (
	"fmt"
	"maps"
	"sync"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// calibration is what one run at the input tells.
type calibration struct {
	// values are the activations at the input, [1, ...], and layers what they
	// say, both in the order of the freezings.
	values []*tensorflow.Tensor
	layers []Layer
	// network is the forward pass at the input, as gradients there are fed it.
	network map[string]*tensorflow.Tensor
}

// calibrate runs the network once: it finds the target and the thresholds.
func (j *job) calibrate() error {
	input, err := tensorflow.New(j.shape, j.x)
	if err != nil {
		return err
	}
	fetches := []string{j.logits.String()}
	for _, f := range j.freezings {
		fetches = append(fetches, f.Activation.String())
	}
	read, err := j.forward(j.request.Methods)
	if err != nil {
		return err
	}
	for _, o := range read {
		fetches = append(fetches, o.String())
	}
	if err := j.ctx.Err(); err != nil {
		return err
	}
	feeds := map[string]*tensorflow.Tensor{j.input.String(): input}
	maps.Copy(feeds, j.given)
	out, err := j.session.Run(feeds, fetches)
	if err != nil {
		return err
	}
	j.values = out[1 : 1+len(j.freezings)]
	j.share(read, out[1+len(j.freezings):])
	if err := j.pickTarget(out[0]); err != nil {
		return err
	}
	return j.measureLayers()
}

func (j *job) pickTarget(logits *tensorflow.Tensor) error {
	scores, err := tensorflow.Values[float32](logits)
	if err != nil {
		return err
	}
	if shape := logits.Shape(); len(shape) != 2 || shape[0] != 1 {
		return fmt.Errorf("the network gave scores of shape %v for one input, not [1,classes]", gr.Shape(shape))
	}
	target := j.request.Target
	if target < -1 || target >= len(scores) {
		return fmt.Errorf("target %d is not a class of the network: it has %d, from 0 to %d", target, len(scores), len(scores)-1)
	}
	if target < 0 {
		target = argmax(scores)
	}
	j.result.Target, j.result.Score = target, scores[target]
	j.result.Scores = scores
	if finite(scores) != nil {
		return fmt.Errorf("the network's scores are not finite at this input")
	}
	return nil
}

func argmax(v []float32) int {
	best := 0
	for i := range v {
		if v[i] > v[best] {
			best = i
		}
	}
	return best
}

// measureLayers finds the thresholds, layers side by side.
func (j *job) measureLayers() error {
	j.layers = make([]Layer, len(j.values))
	errs := make([]error, len(j.values))
	var wg sync.WaitGroup
	for i := range j.values {
		wg.Go(func() { errs[i] = j.measure(i) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	j.result.Layers = j.layers
	return nil
}

func (j *job) measure(i int) error {
	v, err := tensorflow.View[float32](j.values[i])
	if err != nil {
		return err
	}
	n := tallied(v)
	if !n.finite() {
		return fmt.Errorf("activation %q is not finite at this input: the network overflows", j.freezings[i].Activation.Node.Name)
	}
	l := Layer{Name: j.freezings[i].Activation.Node.Name, Shape: j.values[i].Shape()[1:], Nodes: len(v)}
	l.Threshold, l.Positives, l.Selected = n.threshold(v, j.request.Percentile)
	j.layers[i] = l
	return nil
}
