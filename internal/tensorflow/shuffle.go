package tensorflow

import (
	"fmt"
	"runtime"

	tf "github.com/galeone/tensorflow/tensorflow/go"
	"github.com/galeone/tensorflow/tensorflow/go/op"
	"github.com/galeone/tfgo"
)

// A Shuffle draws orders with RandomIndexShuffle. That of a seed is the same on every
// device.
type Shuffle struct {
	session                             *tf.Session
	data, fingerprint, n, seed, shuffle tf.Output
}

// NewShuffle returns a shuffle that mixes as often as rounds says.
func NewShuffle(rounds int) (*Shuffle, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	root := tfgo.NewRoot()
	s := &Shuffle{
		data: op.Placeholder(root.SubScope("data"), tf.Float),
		n:    op.Placeholder(root.SubScope("n"), tf.Int32, op.PlaceholderShape(tf.ScalarShape())),
		seed: op.Placeholder(root.SubScope("seed"), tf.Int32, op.PlaceholderShape(tf.MakeShape(3))),
	}
	bytes := op.Fingerprint(root.SubScope("bytes"), s.data, op.Const(root.SubScope("method"), "farmhash64"))
	s.fingerprint = op.Bitcast(root.SubScope("words"), op.Reshape(root.SubScope("reshape"), bytes, op.Const(root.SubScope("shape"), []int32{2, 4})), tf.Int32)
	zero, one := op.Const(root.SubScope("zero"), int32(0)), op.Const(root.SubScope("one"), int32(1))
	s.shuffle = root.AddOperation(tf.OpSpec{
		Type: "RandomIndexShuffle", Name: "shuffle", Attrs: map[string]any{"rounds": int64(rounds)},
		Input: []tf.Input{op.Range(root.SubScope("nodes"), zero, s.n, one), s.seed, op.Sub(root.SubScope("last"), s.n, one)},
	}).Output(0)
	graph, err := root.Finalize()
	if err != nil {
		return nil, fmt.Errorf("tensorflow: shuffle: %w", err)
	}
	if s.session, err = tf.NewSession(graph, nil); err != nil {
		return nil, fmt.Errorf("tensorflow: shuffle: %w", err)
	}
	return s, nil
}

// Close frees the session.
func (s *Shuffle) Close() error { return s.session.Close() }

// Fingerprint is FarmHash's of the bytes of numbers, in two halves.
func (s *Shuffle) Fingerprint(x []float32) (halves [2]int32, err error) {
	data, err := New([]int64{1, int64(len(x))}, x)
	if err != nil {
		return halves, err
	}
	words, err := s.run(map[tf.Output]*tf.Tensor{s.data: data.t}, s.fingerprint)
	copy(halves[:], words)
	return halves, err
}

// Places gives each of n things, 1 or more, its place in the order of a seed.
func (s *Shuffle) Places(seed [3]int32, n int) ([]int32, error) {
	count, err := tf.NewTensor(int32(n))
	if err != nil {
		return nil, err
	}
	key, err := tf.NewTensor(seed)
	if err != nil {
		return nil, err
	}
	return s.run(map[tf.Output]*tf.Tensor{s.n: count, s.seed: key}, s.shuffle)
}

func (s *Shuffle) run(feeds map[tf.Output]*tf.Tensor, fetch tf.Output) ([]int32, error) {
	out, err := s.session.Run(feeds, []tf.Output{fetch}, nil)
	if err != nil {
		return nil, fmt.Errorf("tensorflow: shuffle: %w", err)
	}
	values, err := Values[int32](&Tensor{out[0]})
	runtime.KeepAlive(out)
	return values, err
}
