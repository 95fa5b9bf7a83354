package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/npy"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// target is the class that all contenders explain.
const target = 243

// A server is tfreeze's side: a model, opened once, and inputs.
type server struct {
	explainer *explain.Explainer
	shape     []int64
	inputs    [][]float32
}

// serve answers requests until the input ends.
func serve(source savedmodels.Source, inputs string, threads int, in io.Reader, out io.Writer) error {
	s, err := newServer(source, inputs, threads)
	if err != nil {
		return err
	}
	defer s.explainer.Close()
	e := json.NewEncoder(out)
	if err := e.Encode(answer{Ready: []string{"gradient", "ig", "elrp", "deeplift", "paper"}}); err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return err
		}
		var a answer
		begin, busy := time.Now(), processorTime()
		if err := s.do(r); err != nil {
			a.Error = err.Error()
		}
		a.Seconds, a.CPU = time.Since(begin).Seconds(), processorTime()-busy
		if err := e.Encode(a); err != nil {
			return err
		}
	}
	return nil
}

// processorTime is how many seconds the process has kept processors busy.
func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

func newServer(source savedmodels.Source, inputs string, threads int) (*server, error) {
	m, err := savedmodels.Load(source)
	if err != nil {
		return nil, err
	}
	if m.Card.Generated == nil {
		if _, err := gen.Build(m, gen.Options{}); err != nil {
			return nil, err
		}
	}
	s := &server{}
	if s.explainer, err = explain.Open(m, explain.Options{Threads: threads}); err != nil {
		return nil, err
	}
	return s, s.readInputs(inputs)
}

func (s *server) readInputs(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	x, err := npy.Read(f)
	if err != nil {
		return err
	}
	size := 1
	for _, d := range x.Shape[1:] {
		s.shape, size = append(s.shape, int64(d)), size*d
	}
	for i := range x.Shape[0] {
		s.inputs = append(s.inputs, x.Data[i*size:(i+1)*size])
	}
	return nil
}

func (s *server) do(r request) error {
	q := explain.NewRequest()
	q.Target, q.Variants = target, []serving.Variant{serving.Plain}
	n := 1
	var err error
	switch r.Task {
	case "gradient":
		n = *r.Batch
		q.Methods, err = methods.Select([]string{"grad"})
	case "elrp", "deeplift":
		q.Methods, err = methods.Select([]string{r.Task})
	case "ig":
		q.Steps = *r.Steps
		q.Methods, err = methods.Select([]string{"integrated_gradients"})
	case "paper":
		q.Variants = append(q.Variants, serving.Threshold)
		q.Steps, q.Samples = *r.Steps, *r.Samples
	default:
		err = fmt.Errorf("there is no task %q", r.Task)
	}
	if err != nil {
		return err
	}
	_, err = s.explainer.ExplainBatch(context.Background(), s.shape, s.inputs[:n], q)
	return err
}
