package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tfreeze"
	"tfreeze/methods"
)

// TestPage: the page finds the model, and takes its turn to explain with it.
func TestPage(t *testing.T) {
	page := func(s *Server) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			open, release := s.Models()[0].Hold()
			defer release()
			defer release() // a second call does nothing
			err := s.Do(r.Context(), func(ctx context.Context) error {
				at, err := open.At(ctx, tfreeze.File("../testdata/pictures/gradient.png"))
				if err != nil {
					return err
				}
				result, err := at.Explain(ctx, tfreeze.ExplainOptions{Methods: []string{"grad"}, Options: methods.With(methods.Percentile.Is(90))})
				if err == nil {
					fmt.Fprintf(w, "%s has %d maps", s.Models()[0].Name(), len(result.Maps))
				}
				return err
			})
			if err != nil {
				WriteError(w, err)
			}
		})
	}
	s := open(t, Options{Page: page})
	if got := asked(s, "GET", "/", "").Body.String(); got != "tiny has 2 maps" {
		t.Errorf("got %s", got)
	}
}

// TestQueue: a call beyond those that compute and wait is refused, and told when to come
// again. Those that wait are answered.
func TestQueue(t *testing.T) {
	q := newQueue(1, 1)
	computes, end := make(chan bool), make(chan bool)
	done := make(chan error, 2)
	for range 2 {
		go func() {
			done <- q.do(context.Background(), func(context.Context) error { computes <- true; <-end; return nil })
		}()
	}
	<-computes
	for q.waits() == 0 {
		time.Sleep(time.Millisecond)
	}
	var e *Error
	if err := q.do(context.Background(), nil); !errors.As(err, &e) || e.Status != http.StatusTooManyRequests || e.RetryAfter < 1 {
		t.Errorf("a third call gets %v", err)
	}
	gone, cancel := context.WithCancelCause(context.Background())
	cancel(context.Canceled)
	if err := q.do(gone, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a call whose client has gone gets %v", err)
	}
	close(end)
	<-computes
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// TestPanic: a panic takes its place with it, and no client reads of it.
func TestPanic(t *testing.T) {
	q := newQueue(1, 1)
	for range 3 {
		err := q.do(context.Background(), func(context.Context) error { panic("secret") })
		w := httptest.NewRecorder()
		WriteError(w, err)
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("a client reads %d %s", w.Code, w.Body)
		}
		var f fault
		if !errors.As(err, &f) || !strings.Contains(f.Error(), "secret") {
			t.Errorf("the log reads %v", err)
		}
	}
}

// TestDrain: a server that is told to end answers the request that it has.
func TestDrain(t *testing.T) {
	begun, end := make(chan bool), make(chan bool)
	s := open(t, Options{Page: func(*Server) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { close(begun); <-end; fmt.Fprint(w, "answered") })
	}})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended, answered := make(chan error, 1), make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	go func() {
		r, err := http.Get("http://" + l.Addr().String())
		if err == nil && r.StatusCode != http.StatusOK {
			err = errors.New(r.Status)
		}
		answered <- err
	}()
	<-begun
	cancel()
	time.AfterFunc(20*time.Millisecond, func() { close(end) })
	for _, c := range []chan error{answered, ended} {
		if err := <-c; err != nil {
			t.Error(err)
		}
	}
}

// TestNames: a model is named after its file or directory, or as the user says; two
// models need two names.
func TestNames(t *testing.T) {
	for path, want := range map[string]string{"out/squeezenet": "squeezenet", "served/photos/12": "photos", "a/net.pb": "net", "b/x.meta": "x", "v1.5": "v1.5"} {
		if got := (Source{Path: path}).name(); got != want {
			t.Errorf("%s is named %s, want %s", path, got, want)
		}
	}
	_, err := New(context.Background(), []Source{tiny, tiny}, Options{})
	if fmt.Sprint(err) != "two models are named tiny: give one another name" {
		t.Errorf("got %v", err)
	}
}
