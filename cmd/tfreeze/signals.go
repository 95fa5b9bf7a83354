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

// code is the exit code that shells expect for the signal: 130 for Ctrl-C.
func (i interruption) code() int { return 128 + int(i.signal) }

// untilSignal returns a context that ends at Ctrl-C or SIGTERM, with an interruption as
// its cause. A second signal ends the process at once.
func untilSignal() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	// If a write exceeds the limit on the size of files, it returns an error.
	signal.Ignore(syscall.SIGXFSZ)
	go func() {
		s := <-signals
		signal.Stop(signals)
		cancel(interruption{s.(syscall.Signal)})
	}()
	return ctx
}

// interruptionOf returns the reason why the context has ended: Ctrl-C, unless a signal
// gives another.
func interruptionOf(ctx context.Context) error {
	if i := (interruption{}); errors.As(context.Cause(ctx), &i) {
		return i
	}
	return interruption{syscall.SIGINT}
}
