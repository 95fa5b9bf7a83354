package tensorflow

import (
	"fmt"
	"runtime"

	tf "github.com/galeone/tensorflow/tensorflow/go"
	"github.com/galeone/tensorflow/tensorflow/go/op"
	"github.com/galeone/tfgo"
)

// Random draws numbers with StatelessRandomNormalV2 and StatelessRandomUniformV2. Sample k
// of a seed is the same on every device and in every order.
type Random struct {
	session                       *tf.Session
	key, counter, normal, uniform tf.Output
}

// philox is TensorFlow's number for the algorithm Philox 4x32-10.
const philox = 1

// apart is the low half of the counter of uniform numbers. That of normal ones begins at 0,
// so that no uniform number is made of the bits of a normal one.
const apart = 1 << 63

// NewRandom returns a generator of samples of n numbers.
func NewRandom(n int64) (*Random, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	root := tfgo.NewRoot()
	g := &Random{
		key:     op.Placeholder(root.SubScope("key"), tf.Uint64, op.PlaceholderShape(tf.MakeShape(1))),
		counter: op.Placeholder(root.SubScope("counter"), tf.Uint64, op.PlaceholderShape(tf.MakeShape(2))),
	}
	shape, algorithm := op.Const(root.SubScope("shape"), []int64{n}), op.Const(root.SubScope("algorithm"), int32(philox))
	g.normal = op.StatelessRandomNormalV2(root.SubScope("normal"), shape, g.key, g.counter, algorithm)
	g.uniform = op.StatelessRandomUniformV2(root.SubScope("uniform"), shape, g.key, g.counter, algorithm)
	graph, err := root.Finalize()
	if err != nil {
		return nil, fmt.Errorf("tensorflow: noise: %w", err)
	}
	if g.session, err = tf.NewSession(graph, nil); err != nil {
		return nil, fmt.Errorf("tensorflow: noise: %w", err)
	}
	return g, nil
}

// Normal writes sample k of a seed to into: standard normal numbers. The seed is Philox's
// key, and k the high half of its counter.
func (g *Random) Normal(seed, k uint64, into []float32) error {
	return g.sample(g.normal, seed, 0, k, into)
}

// Uniform writes sample k of a seed to into: numbers of 0 or more and less than 1.
func (g *Random) Uniform(seed, k uint64, into []float32) error {
	return g.sample(g.uniform, seed, apart, k, into)
}

func (g *Random) sample(of tf.Output, seed, low, k uint64, into []float32) error {
	key, err := tf.NewTensor([]uint64{seed})
	if err != nil {
		return err
	}
	counter, err := tf.NewTensor([]uint64{low, k})
	if err != nil {
		return err
	}
	out, err := g.session.Run(map[tf.Output]*tf.Tensor{g.key: key, g.counter: counter}, []tf.Output{of}, nil)
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
