package explain

import (
	"context"
	"runtime/debug"
	"sync"
	"time"

	gr "tfreeze/graphrewrite"
	prunednet "tfreeze/internal/pruned/network"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// A progress counts the runs of the network.
type progress struct {
	mutex       sync.Mutex
	done, total int
}

// A job answers one request for a batch of inputs.
type job struct {
	*Explainer
	calibration
	ctx     context.Context
	request Request
	// criterion is the request's, read.
	criterion methods.Chosen
	// chosen says which layers freeze.
	chosen []bool
	// given are the values of the model's other inputs in this job.
	given map[string]*tensorflow.Tensor
	// shape is the shape of the batch, batch its tensor, x its elements, and size the
	// number of elements of each input.
	shape   []int64
	batch   *tensorflow.Tensor
	x       []float32
	size    int
	results []*Result
	// baselines are those of all inputs, for each reference; nil is zero. current is the one
	// that runs now.
	baselines [][]float32
	current   int
	// atBaseline holds the explained scores at the baselines.
	atBaseline map[place][]float32
	// lost is the relevance that ended at frozen units in the last map, by input; nil if it
	// was none of relevance.
	lost []float32
	// random draws the noise of all methods; it is nil until a method needs it.
	random *tensorflow.Random
	*progress
	// plans are the pruned engine's, by input.
	plans map[int]*planned
	// own is the pruned engine's network of this job.
	own *prunednet.Network
	// asked is the number of results that the caller asked for: the first ones. The
	// others fill the batch.
	asked int
	// released is set once what the pruned engine left is.
	released bool
	// auto is set if Steps is methods.Auto: then each map has as many as it needs.
	auto bool
	// once is set if the calibration's run computes the attribution, too.
	once bool
	// kept is set if other requests read the calibration's run.
	kept bool
}

// attribute runs one method in one variant.
func (j *job) attribute(m methods.Method, s setting) error {
	start := time.Now()
	run := j.converged
	if m.Smooths != nil {
		run = j.smoothed
	}
	found, err := run(m, s)
	if err != nil {
		return err
	}
	took := time.Since(start)
	shape := m.MapShape(j.shape[1:], j.layout)
	size := int(gr.Shape(shape).Elements())
	for i, result := range j.results[:j.asked] {
		a := Attribution{
			Method: m.Name, Variant: s.variant, Shape: shape, Values: part(found.values, i, size), ConvergenceDelta: found.delta(i),
			Duration: took, Engine: found.engine, Pairs: found.pairs, Steps: found.stepsOf(i),
		}
		if _, ok := s.frozenRelevance[m.Name]; ok && frozen(s.variant) && j.lost != nil {
			a.FrozenRelevance = new(float64(j.lost[i]))
		}
		a.Zero = j.whyZero(m, s, i, a.Values)
		result.Attributions = append(result.Attributions, a)
		if j.request.Each != nil {
			if err := j.request.Each(result, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// dense runs the network in TensorFlow.
func (j *job) dense(m methods.Method, s setting) ([]float32, error) {
	j.release()
	switch {
	case !m.Served():
		return m.Attribute(evaluator{j, m, s}, j.inputs(), j.request.Options)
	case m.PointMethod != "":
		return j.sampled(m, s)
	}
	return j.single(m, s)
}

// release gives the system back, once, what the pruned engine's maps left: TensorFlow takes
// memory of its own. After VGG16's by threshold that is 340 MB.
func (j *job) release() {
	if j.plans != nil && !j.released {
		j.released = true
		debug.FreeOSMemory()
	}
}

// part returns the values that belong to the i-th input, of size values each.
func part(values []float32, i, size int) []float32 { return values[i*size : (i+1)*size : (i+1)*size] }

// part returns the elements that belong to the i-th input.
func (j *job) part(values []float32, i int) []float32 { return part(values, i, j.size) }

// run runs the network once. It fails if the context has ended.
func (j *job) run(feeds map[string]*tensorflow.Tensor, fetches ...gr.Output) ([][]float32, error) {
	names := make([]string, len(fetches))
	for i, o := range fetches {
		names[i] = o.String()
	}
	out, err := j.tensors(feeds, names)
	if err != nil {
		return nil, err
	}
	return floats(out)
}

// tensors is run, for fetches by name.
func (j *job) tensors(feeds map[string]*tensorflow.Tensor, fetches []string) ([]*tensorflow.Tensor, error) {
	if err := context.Cause(j.ctx); err != nil {
		return nil, err
	}
	out, err := j.session.Run(feeds, fetches)
	if err == nil {
		j.countRun()
	}
	return out, err
}

func floats(tensors []*tensorflow.Tensor) ([][]float32, error) {
	values := make([][]float32, len(tensors))
	for i, t := range tensors {
		var err error
		if values[i], err = tensorflow.Values[float32](t); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (j *job) countRun() {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.done++; j.request.Progress != nil {
		j.request.Progress(j.done, j.total)
	}
}

// placeIn describes where element i is in C order: "[1,0,2] of [8,6,3]".
func placeIn(i int, shape gr.Shape) string {
	at := make(gr.Shape, len(shape))
	for k := len(shape) - 1; k >= 0; k-- {
		at[k], i = int64(i)%shape[k], i/int(shape[k])
	}
	return at.String() + " of " + shape.String()
}
