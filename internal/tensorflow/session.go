package tensorflow

import (
	"fmt"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"

	tf "github.com/galeone/tensorflow/tensorflow/go"
)

// Options configure a session. The zero value uses TensorFlow's defaults.
type Options struct {
	// Threads bounds the threads of one op, and the ops that run at once; 0 is one
	// thread per core.
	Threads int
}

// maxThreads is more than any processor needs. TensorFlow ends the process if the
// system has no more threads, or if the number is negative.
const maxThreads = 1024

// Check refuses numbers of threads that would end the process.
func (o Options) Check() error {
	if o.Threads < 0 || o.Threads > maxThreads {
		return fmt.Errorf("%d threads: give 1 to %d, or 0 for one per core", o.Threads, maxThreads)
	}
	return nil
}

func (o Options) config() ([]byte, error) {
	if err := o.Check(); err != nil {
		return nil, fmt.Errorf("tensorflow: %w", err)
	}
	return proto.Marshal(&for_core_protos_go_proto.ConfigProto{
		IntraOpParallelismThreads: int32(o.Threads),
		InterOpParallelismThreads: int32(o.Threads),
		// Grappler costs more time than it saves. Without it, the first heatmap of
		// SqueezeNet takes 0.51 s instead of 0.78 s (whole process, medians), and all
		// twelve heatmaps of the paper take the same 7 s.
		GraphOptions: &for_core_protos_go_proto.GraphOptions{
			RewriteOptions: &for_core_protos_go_proto.RewriterConfig{DisableMetaOptimizer: true},
		},
	})
}

// A Session runs one graph. Its variables live until Close.
type Session struct {
	graph   *tf.Graph
	session *tf.Session
	fetched atomic.Int64
}

// NewSession imports a serialized GraphDef and opens a session on it. TensorFlow's
// errors name the node and the op that it refuses.
func NewSession(graphDef []byte, o Options) (*Session, error) {
	graph, err := importGraph(graphDef)
	if err != nil {
		return nil, err
	}
	config, err := o.config()
	if err != nil {
		return nil, err
	}
	session, err := tf.NewSession(graph, &tf.SessionOptions{Config: config})
	if err != nil {
		return nil, fmt.Errorf("tensorflow: new session: %w", err)
	}
	return &Session{graph: graph, session: session}, nil
}

// Close ends the session and frees its variables.
func (s *Session) Close() error { return s.session.Close() }

// Run feeds tensors by name ("node:0" or "node"), runs the targets (names of
// nodes), and returns the fetched tensors in order.
func (s *Session) Run(feeds map[string]*Tensor, fetches []string, targets ...string) ([]*Tensor, error) {
	in := make(map[tf.Output]*tf.Tensor, len(feeds))
	for _, name := range sortedKeys(feeds) {
		o, err := s.fed(name, feeds[name])
		if err != nil {
			return nil, err
		}
		in[o] = feeds[name].t
	}
	out := make([]tf.Output, len(fetches))
	for i, name := range fetches {
		var err error
		if out[i], err = s.output(name); err != nil {
			return nil, err
		}
	}
	ops := make([]*tf.Operation, len(targets))
	for i, name := range targets {
		if ops[i] = s.graph.Operation(name); ops[i] == nil {
			return nil, fmt.Errorf("run: node %q is not in the graph", name)
		}
	}
	results, err := s.session.Run(in, out, ops)
	if err != nil {
		return nil, fmt.Errorf("tensorflow: run: %w", err)
	}
	return s.wrap(results), nil
}

// collectAfter is how many fetched bytes may wait for Go's collector. It does not see
// TensorFlow's memory, and would run too late.
const collectAfter = 512 << 20

func (s *Session) wrap(results []*tf.Tensor) []*Tensor {
	tensors := make([]*Tensor, len(results))
	for i, t := range results {
		tensors[i] = &Tensor{t}
		s.fetched.Add(4 * elements(t.Shape()))
	}
	if s.fetched.Load() > collectAfter {
		s.fetched.Store(0)
		runtime.GC()
	}
	return tensors
}

// fed finds the tensor to which t is fed. TensorFlow's own error for a wrong type does
// not say which feed is wrong.
func (s *Session) fed(name string, t *Tensor) (tf.Output, error) {
	o, err := s.output(name)
	if err != nil {
		return o, err
	}
	// The types of references, which VariableV2 returns, are numbered from 100 on.
	if want := o.DataType() % 100; t.t.DataType() != want {
		return o, fmt.Errorf("run: %q takes a tensor of type %d, not %d", name, want, t.t.DataType())
	}
	return o, nil
}

// Numeric reports whether the tensor with that name holds numbers, which can be fetched
// and fed.
func (s *Session) Numeric(name string) bool {
	o, err := s.output(name)
	if err != nil {
		return false
	}
	switch o.DataType() {
	case tf.Float, tf.Double, tf.Half, tf.Bfloat16, tf.Int32, tf.Int64, tf.Bool:
		return true
	}
	return false
}

// Shape returns what is known of a tensor's shape before a run, for one input: an open
// first dimension is 1. It is nil if the rank is open or if there is no such tensor.
func (s *Session) Shape(name string) []int64 {
	o, err := s.output(name)
	if err != nil {
		return nil
	}
	dims, err := o.Shape().ToSlice()
	if err != nil {
		return nil
	}
	if len(dims) > 0 && dims[0] < 0 {
		dims[0] = 1
	}
	return dims
}

func (s *Session) output(name string) (tf.Output, error) {
	node, index := name, 0
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		n, err := strconv.Atoi(name[i+1:])
		if err != nil || n < 0 {
			return tf.Output{}, fmt.Errorf("run: %q is not the name of a tensor", name)
		}
		node, index = name[:i], n
	}
	op := s.graph.Operation(node)
	if op == nil {
		return tf.Output{}, fmt.Errorf("run: node %q is not in the graph", node)
	}
	if index >= op.NumOutputs() {
		return tf.Output{}, fmt.Errorf("run: node %q (%s) has %d outputs, no output %d", node, op.Type(), op.NumOutputs(), index)
	}
	return op.Output(index), nil
}

func importGraph(graphDef []byte) (*tf.Graph, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	graph := tf.NewGraph()
	if err := graph.Import(graphDef, ""); err != nil {
		return nil, fmt.Errorf("tensorflow: import graph: %w", err)
	}
	return graph, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
