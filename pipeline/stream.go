package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/targets"
)

// A Stream is work on more inputs than memory holds. Items are opened and decoded,
// explained and written side by side, and not in order.
type Stream struct {
	Explainer *explain.Explainer
	Request   explain.Request
	Load      Load
	// Items is the number of items. Open makes the inputs of one; Target says what is
	// explained of an input.
	Items  int
	Open   func(item int) ([]*inputs.Input, error)
	Target func(*inputs.Input) (targets.Target, error)
	// Failed names an item that cannot be opened.
	Failed func(item int) *inputs.Input
	Sink   Sink
	// Ended, if not nil, is called when nothing of an item is left to do, and then Progress with
	// how many are done; neither is ever called twice at the same time.
	Ended    func(item int) error
	Progress func(done, total int)
}

// A Sink takes what becomes of inputs. Its methods may be called at the same time. An
// error ends the work.
type Sink interface {
	Write(*inputs.Input, *explain.Result) error
	Fail(*inputs.Input, error) error
}

// loaded is an input that was decoded, and its item.
type loaded struct {
	item   int
	in     *inputs.Input
	target targets.Target
}

// written is an input with its result, to write.
type written struct {
	item   int
	in     *inputs.Input
	result *explain.Result
}

// A stream is a Stream in progress.
type stream struct {
	Stream
	ctx  context.Context
	stop context.CancelCauseFunc
	// left counts the inputs of each item that are under way, and done the items that are
	// finished.
	mutex sync.Mutex
	left  map[int]int
	done  int
}

// RunStream explains all items. An input that fails goes to the sink. An error of the
// sink, and one that every input would have, end the work.
func RunStream(ctx context.Context, w Stream) error {
	s := &stream{Stream: w, left: map[int]int{}}
	s.ctx, s.stop = context.WithCancelCause(ctx)
	defer s.stop(nil)
	decoders := min(runtime.GOMAXPROCS(0), max(1, w.Items))
	items := make(chan int)
	decoded := make(chan loaded, decoders)
	go s.feed(items)
	go func() {
		s.side(decoders, func() { s.decode(items, decoded) })
		close(decoded)
	}()
	first, ok := <-decoded
	if ok {
		s.compute(first, decoded)
	}
	if err := context.Cause(s.ctx); err != nil {
		for range decoded { // until the decoders have ended
		}
		return err
	}
	return nil
}

// side runs n copies of a function side by side, and waits for all.
func (s *stream) side(n int, run func()) {
	var all sync.WaitGroup
	for range n {
		all.Go(run)
	}
	all.Wait()
}

func (s *stream) feed(items chan<- int) {
	defer close(items)
	for i := range s.Items {
		select {
		case items <- i:
		case <-s.ctx.Done():
			return
		}
	}
}

// decode opens and loads items.
func (s *stream) decode(items <-chan int, decoded chan<- loaded) {
	for item := range items {
		made, err := s.Open(item)
		if inputs.ForEvery(err) {
			s.stop(err)
			return
		}
		if err != nil {
			s.fail(s.Failed(item), err)
			made = nil
		}
		s.begin(item, len(made))
		for _, in := range made {
			target, err := s.Target(in)
			if err == nil {
				err = in.Load()
			}
			if err != nil {
				s.fail(in, err)
				s.end(item)
				continue
			}
			select {
			case decoded <- loaded{item, in, target}:
			case <-s.ctx.Done():
				return
			}
		}
	}
}

// begin notes how many inputs an item has. One without any is done.
func (s *stream) begin(item, inputs int) {
	s.mutex.Lock()
	s.left[item] = inputs + 1
	s.mutex.Unlock()
	s.end(item)
}

// end notes that an input of the item is done, or that all are known.
func (s *stream) end(item int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.left[item]--; s.left[item] > 0 {
		return
	}
	delete(s.left, item)
	s.done++
	if s.Ended != nil {
		if err := s.Ended(item); err != nil {
			s.stop(err)
		}
	}
	if s.Progress != nil {
		s.Progress(s.done, s.Items)
	}
}

func (s *stream) fail(in *inputs.Input, why error) {
	if err := s.Sink.Fail(in, why); err != nil {
		s.stop(err)
	}
}

// compute explains what was decoded, and writes it meanwhile.
func (s *stream) compute(first loaded, decoded <-chan loaded) {
	together, size := s.Load.Together(s.Explainer, first.in.Shape), max(1, s.Explainer.Batch())
	s.Request.Parallel = 1
	if b := s.Load.Batch; b > 0 {
		together, size = 1, b
		if fixed := s.Explainer.Batch(); fixed > 0 {
			size, s.Request.Parallel = fixed, max(1, b/fixed)
		}
	}
	s.Request.Memory = s.Load.Bytes() / int64(together)
	explained := make(chan written, together*size)
	begun := make(chan loaded, 1)
	begun <- first
	go func() {
		s.side(together, func() { s.explainAll(size, begun, decoded, explained) })
		close(explained)
	}()
	s.side(together, func() {
		for w := range explained {
			s.write(w)
		}
	})
}

// write writes an input, also if the work has ended meanwhile.
func (s *stream) write(w written) {
	if err := s.Sink.Write(w.in, w.result); err != nil {
		s.stop(err)
	}
	s.end(w.item)
}

// explainAll explains groups of inputs until none are left.
func (s *stream) explainAll(size int, begun, decoded <-chan loaded, explained chan<- written) {
	var next *loaded
	select {
	case l := <-begun:
		next = &l
	default:
	}
	for s.ctx.Err() == nil {
		group := s.group(size, &next, decoded)
		if len(group) == 0 {
			return
		}
		for _, w := range s.explain(group) {
			explained <- w
		}
	}
}

// group takes up to size inputs that may go through the network together. What may not
// becomes the next group's first.
func (s *stream) group(size int, next **loaded, decoded <-chan loaded) (group []loaded) {
	if *next != nil {
		group, *next = append(group, **next), nil
	}
	for len(group) < size {
		l, ok := <-decoded
		if !ok {
			return group
		}
		if len(group) > 0 && !alike(group[0].in, l.in) {
			*next = &l
			return group
		}
		group = append(group, l)
	}
	return group
}

// explain explains a group together, or, if that fails, each input by itself.
func (s *stream) explain(group []loaded) []written {
	all, err := s.together(group)
	switch {
	case err == nil:
		return all
	case s.ctx.Err() != nil:
		return nil
	case s.forAll(group[0], err):
		s.stop(fmt.Errorf("%s: %w", group[0].in, err))
		return nil
	case len(group) == 1:
		s.fail(group[0].in, err)
		s.end(group[0].item)
		return nil
	}
	for _, l := range group {
		all = append(all, s.explain([]loaded{l})...)
	}
	return all
}

// forAll reports whether an error is one of the request, and not of the input's target.
func (s *stream) forAll(l loaded, err error) bool {
	return l.in.Target == "" && errors.As(err, &explain.RequestError{})
}

func (s *stream) together(all []loaded) ([]written, error) {
	request := s.Request
	request.Target, request.Source = all[0].target, all[0].in.Raw
	var values [][]float32
	var g groupOf
	for _, l := range all {
		values, g = append(values, l.in.X), append(g, l.in)
	}
	request.Flat = g.flat
	found, err := s.Explainer.ExplainBatch(s.ctx, all[0].in.Shape, values, request)
	if err != nil {
		return nil, err
	}
	done := make([]written, len(all))
	for i, l := range all {
		done[i] = written{l.item, l.in, found[i]}
	}
	return done, nil
}
