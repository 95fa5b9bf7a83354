package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// An interruption is a signal that asks the command to end.
type interruption struct{ signal syscall.Signal }

func (i interruption) Error() string {
	how := "interrupted"
	if i.signal == syscall.SIGTERM {
		how = "told to end"
	}
	return fmt.Sprintf("%s; what was finished is kept", how)
}

// code is the exit code by which shells know such an end: 130 after Ctrl-C.
func (i interruption) code() int { return 128 + int(i.signal) }

// untilSignal returns a context that ends, with an interruption as its cause, at
// Ctrl-C or SIGTERM. A second signal ends the process at once.
func untilSignal() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	// A limit on the size of files is an error of the write that passes it.
	signal.Ignore(syscall.SIGXFSZ)
	go func() {
		s := <-signals
		signal.Stop(signals)
		cancel(interruption{s.(syscall.Signal)})
	}()
	return ctx
}

// interruptionOf is why the context has ended: Ctrl-C, unless a signal says
// something else.
func interruptionOf(ctx context.Context) error {
	if i := (interruption{}); errors.As(context.Cause(ctx), &i) {
		return i
	}
	return interruption{syscall.SIGINT}
}
