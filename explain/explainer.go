package explain

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"
	"time"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// Options configure the runtime. The zero value is TensorFlow's default.
type Options struct {
	// Threads bounds TensorFlow's threads; 0 is one per core.
	Threads int
	// Feeds are the values of the model's other inputs, by the signature's key or
	// the tensor's name. One that has no default must be there.
	Feeds map[string]Feed
}

// An Explainer holds a session on a frozen-aware model.
type Explainer struct {
	session   *tensorflow.Session
	model     *savedmodels.Model
	freezings []gr.Freezing
	input     gr.Output
	logits    gr.Output
	// target is the tensor that takes the class, the same for every method.
	target     gr.Output
	signatures map[string]gr.Signature
	// given are the model's other inputs, which every run is fed.
	given map[string]*tensorflow.Tensor
}

// Open opens a session on a model that gen made.
func Open(m *savedmodels.Model, o Options) (*Explainer, error) {
	activations, ok := m.Signature(savedmodels.SignatureActivations)
	if !ok || m.Card.Generated == nil {
		return nil, fmt.Errorf("%s was not made by gen", m.Path)
	}
	e := &Explainer{
		model: m, input: activations.Inputs[savedmodels.InputKey], logits: activations.Outputs[savedmodels.LogitsKey],
		signatures: map[string]gr.Signature{},
	}
	if e.input.IsZero() || e.logits.IsZero() {
		return nil, fmt.Errorf("%s: its signature %q lacks the input or the logits", m.Path, savedmodels.SignatureActivations)
	}
	for _, s := range m.Signatures {
		e.signatures[s.Name] = s
	}
	for _, method := range methods.All {
		if s, ok := e.signature(method.Name); ok {
			e.target = s.Inputs["target"]
		}
	}
	var err error
	if e.freezings, err = gr.Freezings(m.Graph); err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	if e.given, err = given(othersOf(activations), o.Feeds); err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	raw, err := m.GraphDef()
	if err != nil {
		return nil, err
	}
	e.session, err = tensorflow.Open(raw, (*tensorflow.Weights)(m.Weights), tensorflow.Options{Threads: o.Threads})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	return e, nil
}

// Close ends the session.
func (e *Explainer) Close() error { return e.session.Close() }

// InputName is the tensor that attributions are for.
func (e *Explainer) InputName() string { return e.input.String() }

// InputShape is the shape of one input, [H,W,C] for images; -1 is a dimension
// that the network leaves open.
func (e *Explainer) InputShape() []int64 {
	shape := gr.ShapeOf(e.input.Node.Attr["shape"].GetShape())
	if s := e.input.Shape(); s != nil {
		shape = s
	}
	if len(shape) == 0 {
		return nil
	}
	return shape[1:]
}

// Explain answers a request for one input, of the given shape without a batch
// dimension. When ctx ends, so does the work, between two runs of the network.
func (e *Explainer) Explain(ctx context.Context, shape []int64, x []float32, r Request) (*Result, error) {
	if err := e.check(shape, x, &r); err != nil {
		return nil, err
	}
	j := &job{Explainer: e, ctx: ctx, request: r, shape: append([]int64{1}, shape...), x: x, atBaseline: map[Variant]float64{}}
	start := time.Now()
	if err := j.calibrate(); err != nil {
		return nil, err
	}
	j.result.Calibration = time.Since(start)
	j.countRuns()
	feeds := map[Variant]map[string]*tensorflow.Tensor{}
	for _, v := range r.Variants {
		var err error
		if feeds[v], err = j.feeds(v, j.freezings); err != nil {
			return nil, err
		}
		maps.Copy(feeds[v], j.given)
	}
	for _, m := range r.Methods {
		for _, v := range r.Variants {
			if err := j.attribute(m, v, feeds[v]); err != nil {
				return nil, fmt.Errorf("%s, %s: %w", m.Name, v, err)
			}
		}
	}
	return &j.result, nil
}

func (e *Explainer) check(shape []int64, x []float32, r *Request) error {
	want := e.InputShape()
	if want != nil && !slices.EqualFunc(want, shape, func(w, s int64) bool { return w < 0 || w == s }) {
		return fmt.Errorf("the input has shape %v, the network takes %v", gr.Shape(shape), gr.Shape(want))
	}
	if len(x) == 0 {
		return errors.New("the input is empty")
	}
	if slices.ContainsFunc(shape, func(d int64) bool { return d < 1 }) {
		return fmt.Errorf("the input has shape %v: each dimension must be 1 or more", gr.Shape(shape))
	}
	if n := gr.Shape(shape).Elements(); n != int64(len(x)) {
		return fmt.Errorf("the input has %d elements, its shape %v needs %d", len(x), gr.Shape(shape), n)
	}
	for i, v := range x {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("the input holds %v at element %d", v, i)
		}
	}
	for _, m := range r.Methods {
		if _, ok := e.signature(pointMethod(m)); !ok {
			return fmt.Errorf("the model was generated without %s; it has %v", m.Name, e.model.Card.Generated.Methods)
		}
	}
	if err := r.Check(); err != nil {
		return err
	}
	return r.fits(len(x))
}

// job is the work on one input.
type job struct {
	*Explainer
	calibration
	ctx     context.Context
	request Request
	shape   []int64
	x       []float32
	result  Result
	// atBaseline holds the explained score at the baseline.
	atBaseline map[Variant]float64
	// normal makes the noise of all methods; nil until one needs it.
	normal      *tensorflow.Normal
	mutex       sync.Mutex
	done, total int
}

// attribute runs one method in one variant, given what that feeds.
func (j *job) attribute(m methods.Method, v Variant, feeds map[string]*tensorflow.Tensor) error {
	start := time.Now()
	var values []float32
	var err error
	if m.Samples == "" {
		values, err = j.single(m, feeds)
	} else {
		values, err = j.sampled(m, feeds)
	}
	if err != nil {
		return err
	}
	a := Attribution{Method: m.Name, Variant: v, Values: values, Duration: time.Since(start)}
	if m.Baseline {
		if a.Residual, err = j.residual(values, v, feeds); err != nil {
			return err
		}
	}
	j.result.Attributions = append(j.result.Attributions, a)
	if j.request.Each != nil {
		return j.request.Each(&j.result, a)
	}
	return nil
}

// run runs the network once, with the variant's feeds and others, unless the
// context has ended.
func (j *job) run(feeds map[string]*tensorflow.Tensor, fetch gr.Output) ([]float32, error) {
	if err := context.Cause(j.ctx); err != nil {
		return nil, err
	}
	out, err := j.session.Run(feeds, []string{fetch.String()})
	if err != nil {
		return nil, err
	}
	values, err := tensorflow.Values[float32](out[0])
	if err != nil {
		return nil, err
	}
	j.countRun()
	return values, nil
}

func (j *job) countRun() {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.done++; j.request.Progress != nil {
		j.request.Progress(j.done, j.total)
	}
}

var errNotFinite = errors.New("the attribution is not finite: the network overflows at this input")

func finite(values []float32) error {
	for _, v := range values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return errNotFinite
		}
	}
	return nil
}
