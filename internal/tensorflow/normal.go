package tensorflow

import (
	"fmt"
	"runtime"

	tf "github.com/galeone/tensorflow/tensorflow/go"
	"github.com/galeone/tensorflow/tensorflow/go/op"
	"github.com/galeone/tfgo"
)

// Normal draws standard normal numbers with StatelessRandomNormalV2. Sample k of a seed
// is the same on every device and in every order.
type Normal struct {
	session              *tf.Session
	key, counter, result tf.Output
}

// philox is TensorFlow's number for the algorithm Philox 4x32-10.
const philox = 1

// NewNormal returns a generator of samples of n numbers.
func NewNormal(n int64) (*Normal, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	root := tfgo.NewRoot()
	g := &Normal{
		key:     op.Placeholder(root.SubScope("key"), tf.Uint64, op.PlaceholderShape(tf.MakeShape(1))),
		counter: op.Placeholder(root.SubScope("counter"), tf.Uint64, op.PlaceholderShape(tf.MakeShape(2))),
	}
	g.result = op.StatelessRandomNormalV2(root, op.Const(root.SubScope("shape"), []int64{n}), g.key, g.counter,
		op.Const(root.SubScope("algorithm"), int32(philox)))
	graph, err := root.Finalize()
	if err != nil {
		return nil, fmt.Errorf("tensorflow: noise: %w", err)
	}
	if g.session, err = tf.NewSession(graph, nil); err != nil {
		return nil, fmt.Errorf("tensorflow: noise: %w", err)
	}
	return g, nil
}

// Sample writes sample k of a seed to into. The seed is Philox's key, and k the high
// half of its counter.
func (g *Normal) Sample(seed, k uint64, into []float32) error {
	key, err := tf.NewTensor([]uint64{seed})
	if err != nil {
		return err
	}
	counter, err := tf.NewTensor([]uint64{0, k})
	if err != nil {
		return err
	}
	out, err := g.session.Run(map[tf.Output]*tf.Tensor{g.key: key, g.counter: counter}, []tf.Output{g.result}, nil)
	if err != nil {
		return fmt.Errorf("tensorflow: noise: %w", err)
	}
	values, err := View[float32](&Tensor{out[0]})
	if err != nil {
		return err
	}
	copy(into, values)
	runtime.KeepAlive(out)
	return nil
}
