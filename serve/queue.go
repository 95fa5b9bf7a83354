package serve

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"runtime/debug"
	"sync"
	"time"
)

// A queue lets some calls compute at once, and others wait.
type queue struct {
	places  chan struct{}
	mu      sync.Mutex
	waiting int
	most    int
	// usual is how long a call computes: a moving average.
	usual time.Duration
}

func newQueue(parallel, waiting int) *queue {
	return &queue{places: make(chan struct{}, parallel), most: waiting, usual: time.Second}
}

// do computes when there is a place. If too many wait, it refuses. A panic becomes an
// error.
func (q *queue) do(ctx context.Context, f func(context.Context) error) (err error) {
	if err := q.enter(ctx); err != nil {
		return err
	}
	start := time.Now()
	defer func() {
		<-q.places
		q.note(time.Since(start))
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return f(ctx)
}

// enter waits for a place.
func (q *queue) enter(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	select {
	case q.places <- struct{}{}:
		return nil
	default:
	}
	if err := q.wait(); err != nil {
		return err
	}
	defer q.leave()
	select {
	case q.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (q *queue) wait() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting >= q.most {
		seconds := q.usual.Seconds() * float64(q.waiting+1) / float64(cap(q.places))
		return &Error{Status: http.StatusTooManyRequests, RetryAfter: max(1, int(math.Ceil(seconds))), Err: fmt.Errorf("%d requests wait already", q.waiting)}
	}
	q.waiting++
	return nil
}

func (q *queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting--
}

// note keeps how long a call took.
func (q *queue) note(took time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	const weight = 8
	q.usual += (took - q.usual) / weight
}

// waits is the number of calls that wait.
func (q *queue) waits() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting
}

// A fault is a panic: a defect of this program, which no client is told.
type fault struct {
	value any
	stack []byte
}

func (f fault) Error() string { return fmt.Sprintf("panic: %v\n%s", f.value, f.stack) }

// panicked is the error that a panic becomes.
func panicked(value any) error {
	return &Error{Status: http.StatusInternalServerError, Err: internal{fault{value, debug.Stack()}}}
}

// internal hides the cause of an error from clients; logs have it.
type internal struct{ cause error }

func (internal) Error() string { return errInternal.Error() }

func (i internal) Unwrap() error { return i.cause }

var errInternal = errors.New("an internal error, which the server's log describes")
