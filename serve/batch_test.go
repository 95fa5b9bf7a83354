package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tfreeze"
	"tfreeze/internal/tolerances"
)

// TestBatch: calls that wait and ask for the same are computed together, each with its own
// answer and its own fault; others are not among them.
func TestBatch(t *testing.T) {
	s, alone := open(t, Options{Batch: 3}), open(t, Options{})
	end := make(chan bool)
	go s.Do(context.Background(), func(context.Context) error { <-end; return nil }) // the others wait
	for len(s.queue.places) == 0 {
		time.Sleep(time.Millisecond)
	}
	bodies := []string{
		`{"instances": [` + array + `]}`,
		`{"instances": [` + strings.ReplaceAll(array, "-50", "-40") + `]}`,
		`{"instances": [` + strings.ReplaceAll(array, "-50", "1e38") + `]}`, // its map is no number
		`{"instances": [` + strings.ReplaceAll(array, "-50", "-30") + `]}`,  // a group of its own: the other is full
		`{"instances": [` + array + `], "parameters": {"percentile": 20}}`,
	}
	var answers [5]string
	var all sync.WaitGroup
	for i, body := range bodies {
		all.Go(func() { answers[i] = asked(s, "POST", "/v1/models/tiny:explain", body).Body.String() })
		for s.queue.waits() <= i {
			time.Sleep(time.Millisecond)
		}
	}
	groups := len(s.batcher.open)
	close(end)
	all.Wait()
	if groups != 2 || s.queue.waits() != 0 {
		t.Errorf("%d groups took calls, want 2; %d wait at the end", groups, s.queue.waits())
	}
	for i, body := range bodies {
		want := asked(alone, "POST", "/v1/models/tiny:explain", body).Body.String()
		if err := near(t, answers[i], want); err != nil {
			t.Errorf("call %d: %v", i, err)
		}
	}
}

// near compares answers. Kernels round differently for a batch.
func near(t *testing.T, got, want string) error {
	t.Helper()
	var both [2]struct {
		Error        string
		Explanations []struct {
			Target      int
			Attribution [6][6][3]float32
		}
	}
	for i, text := range []string{got, want} {
		if err := json.Unmarshal([]byte(text), &both[i]); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
	}
	a, b := both[0], both[1]
	if a.Error != b.Error || len(a.Explanations) != len(b.Explanations) {
		return fmt.Errorf("got %s, alone %s", got, want)
	}
	for i := range a.Explanations {
		largest := 0.0
		for _, v := range flat(b.Explanations[i].Attribution) {
			largest = max(largest, abs(float64(v)))
		}
		other := flat(b.Explanations[i].Attribution)
		for k, v := range flat(a.Explanations[i].Attribution) {
			if abs(float64(v-other[k])) > tolerances.Of("served maps").Value*largest || a.Explanations[i].Target != b.Explanations[i].Target {
				return fmt.Errorf("element %d is %v, alone %v", k, v, other[k])
			}
		}
	}
	return nil
}

// TestBatchLeft: a call whose client has gone ends at once, and its group when nobody is
// left.
func TestBatchLeft(t *testing.T) {
	s := open(t, Options{Batch: 3})
	end := make(chan bool)
	go s.Do(context.Background(), func(context.Context) error { <-end; return nil })
	for len(s.queue.places) == 0 {
		time.Sleep(time.Millisecond)
	}
	m, release := s.Models()[0].Hold()
	defer release()
	c := s.newCall("tiny", m)
	var err error
	if c.inputs, err = split("x", tfreeze.Array{Shape: []int64{1, 6, 6, 3}, Values: make([]float32, 108)}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := s.answers(ctx, c); err == nil {
		t.Error("it is answered")
	}
	for s.queue.waits() > 0 {
		time.Sleep(time.Millisecond)
	}
	close(end)
}
