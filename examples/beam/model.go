package main

import (
	"context"
	"sync"

	"tfreeze"
)

// A modelKey is all on which an open model depends.
type modelKey struct {
	path, preprocess, methods, variants string
	threads                             int
}

// A heldModel explains one shard at a time: a shard takes every core by itself.
type heldModel struct {
	*tfreeze.Model
	turn chan struct{}
}

// A holder opens each model once.
type holder struct {
	mutex  sync.Mutex
	models map[modelKey]*heldModel
}

// held outlives the values of explainFn: Beam makes several of them in a process, calls
// Setup of each, and Teardown of none. So nothing here is ever closed.
var held = holder{models: map[modelKey]*heldModel{}}

// open returns the model, and opens it if no one has. A model that could not be opened is
// tried again: a mount may come late.
func (h *holder) open(ctx context.Context, key modelKey, o tfreeze.ModelOptions) (*heldModel, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if m := h.models[key]; m != nil {
		return m, nil
	}
	m, err := tfreeze.Open(ctx, key.path, o)
	if err != nil {
		return nil, err
	}
	h.models[key] = &heldModel{m, make(chan struct{}, 1)}
	return h.models[key], nil
}

// alone waits for its turn, and runs what needs the whole machine.
func (m *heldModel) alone(ctx context.Context, run func() error) error {
	select {
	case m.turn <- struct{}{}:
		defer func() { <-m.turn }()
		return run()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
