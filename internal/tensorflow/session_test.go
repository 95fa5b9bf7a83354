package tensorflow

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestRunFetches(t *testing.T) {
	s := open(t, pairs)
	x := tensor[float32](t, []int64{3, 2}, 1, 2, 3, 4, 5, 6)
	for _, feed := range []string{"x", "x:0"} {
		out, err := s.Run(map[string]*Tensor{feed: x}, []string{"columns:1", "sum", "columns", "sum:0"}, "tens")
		if err != nil {
			t.Fatal(err)
		}
		want := [][]float32{{22, 24, 26}, {11, 22, 13, 24, 15, 26}, {11, 13, 15}, {11, 22, 13, 24, 15, 26}}
		for i, o := range out {
			if got, err := Values[float32](o); err != nil || !slices.Equal(got, want[i]) {
				t.Errorf("fed %s, fetch %d: got %v, %v, want %v", feed, i, got, err, want[i])
			}
		}
		if !slices.Equal(out[1].Shape(), []int64{3, 2}) {
			t.Errorf("the sum has shape %v", out[1].Shape())
		}
	}
}

// TestRunFetchedTensor: a fetched tensor can be fed, also to a node inside the graph.
func TestRunFetchedTensor(t *testing.T) {
	s := open(t, pairs)
	out, err := s.Run(map[string]*Tensor{"x": tensor[float32](t, []int64{1, 2}, 1, 2)}, []string{"sum"})
	if err != nil {
		t.Fatal(err)
	}
	if out, err = s.Run(map[string]*Tensor{"sum": out[0]}, []string{"columns:1"}); err != nil {
		t.Fatal(err)
	}
	if got, _ := Values[float32](out[0]); !slices.Equal(got, []float32{22}) {
		t.Errorf("got %v, want 22", got)
	}
}

// TestRunErrors: each error names the node at fault.
func TestRunErrors(t *testing.T) {
	s := open(t, pairs)
	x := map[string]*Tensor{"x": tensor[float32](t, []int64{1, 2}, 1, 2)}
	for _, c := range []struct {
		feeds   map[string]*Tensor
		fetch   string
		targets []string
		want    string
	}{
		{x, "gone", nil, `run: node "gone" is not in the graph`},
		{x, "gone:0", nil, `run: node "gone" is not in the graph`},
		{x, "columns:2", nil, `run: node "columns" (Unpack) has 2 outputs, no output 2`},
		{x, "columns:one", nil, `run: "columns:one" is not the name of a tensor`},
		{x, "columns:-1", nil, `run: "columns:-1" is not the name of a tensor`},
		{x, "", nil, `run: node "" is not in the graph`},
		{x, "sum", []string{"absent"}, `run: node "absent" is not in the graph`},
		{map[string]*Tensor{"y": nil}, "sum", nil, `run: node "y" is not in the graph`},
		// The numbers are those of types.proto.
		{map[string]*Tensor{"x:0": tensor[int32](t, []int64{1, 2}, 1, 2)}, "sum", nil, `run: "x:0" takes a tensor of type 1, not 3`},
		// The following errors are TensorFlow's.
		{nil, "sum", nil, "placeholder tensor 'x'"},
		{x, "broken", nil, "{{node broken}}"},
		{map[string]*Tensor{"x": tensor[float32](t, []int64{1, 3}, 1, 2, 3)}, "sum", nil, "{{node sum}}"},
	} {
		_, err := s.Run(c.feeds, []string{c.fetch}, c.targets...)
		if ours := strings.HasPrefix(c.want, "run: "); ours && fmt.Sprint(err) != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		} else if !ours && (err == nil || !strings.HasPrefix(err.Error(), "tensorflow: run: ") || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("got %v, want %s in it", err, c.want)
		}
	}
}

func TestRunAfterClose(t *testing.T) {
	s := open(t, pairs)
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Run(nil, []string{"tens"}); fmt.Sprint(err) != "tensorflow: run: session is closed" {
		t.Errorf("got %v", err)
	}
}

// TestRunConcurrently: concurrent runs do not share tensors.
func TestRunConcurrently(t *testing.T) {
	s := open(t, pairs)
	var group sync.WaitGroup
	for k := range 8 {
		x := tensor(t, []int64{1, 2}, float32(k), 0)
		group.Go(func() {
			for range 50 {
				out, err := s.Run(map[string]*Tensor{"x": x}, []string{"sum"})
				if err != nil {
					t.Error(err)
					return
				}
				if got, _ := Values[float32](out[0]); got[0] != float32(k)+10 {
					t.Errorf("run %d got %v", k, got)
				}
			}
		})
	}
	group.Wait()
}

// variable assigns 5 to v, or the content of a file that is fed.
const variable = `
node { name: "five" op: "Const" ` + float + `
       attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 5 } } } }
node { name: "v" op: "VarHandleOp" ` + float + ` attr { key: "shape" value { shape { } } }
       attr { key: "shared_name" value { s: "v" } } }
node { name: "assign" op: "AssignVariableOp" input: "v" input: "five" ` + float + ` }
node { name: "read" op: "ReadVariableOp" input: "v" ` + float + ` }
node { name: "file" op: "Placeholder" attr { key: "dtype" value { type: DT_STRING } } attr { key: "shape" value { shape { } } } }
node { name: "content" op: "ReadFile" input: "file" }
`

func TestOpenRestores(t *testing.T) {
	s, err := Open(graph(t, variable), &Weights{Target: "assign"}, Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	out, err := s.Run(nil, []string{"read"})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := Values[float32](out[0]); !slices.Equal(got, []float32{5}) {
		t.Errorf("got %v, want 5", got)
	}
	if _, err := open(t, variable).Run(nil, []string{"read"}); err == nil || !strings.Contains(err.Error(), "read") {
		t.Errorf("a variable without a value: got %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		weights Weights
		want    string
	}{
		{Weights{Target: "gone"}, `restoring the weights: run: node "gone" is not in the graph`},
		{Weights{Feed: "gone:0", Target: "assign"}, `restoring the weights: run: node "gone" is not in the graph`},
		{Weights{Feed: "file", File: "no/such/file", Target: "content"}, "no/such/file"},
	} {
		_, err := Open(graph(t, variable), &c.weights, Options{})
		if err == nil || !strings.HasPrefix(err.Error(), "restoring the weights: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestVersion(t *testing.T) {
	v, err := Version()
	if err != nil || !strings.HasPrefix(v, "2.") {
		t.Errorf("got %q, %v", v, err)
	}
}

// TestThreads: numbers that would end the process are errors.
func TestThreads(t *testing.T) {
	for _, n := range []int{-1, maxThreads + 1, 1 << 32} {
		if _, err := NewSession(nil, Options{Threads: n}); err == nil || !strings.HasSuffix(err.Error(), "threads: give 1 to 1024, or 0 for one per core") {
			t.Errorf("%d: %v", n, err)
		}
	}
}
