package explain

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/pruned"
	prunednet "tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/rooms"
	"tfreeze/internal/tensorflow"
)

// prunable is the network as the pruned engine has it, read when it is first asked for.
type prunable struct {
	// graph is the frozen network as it was before convolutions were hastened.
	graph *gr.Graph
	read  sync.Once
	net   *prunednet.Network
	// why says why the network is not prunable.
	why error
	// weights hold the tensors whose memory the network's weights are.
	weights *constants
	// engine is made when a map is first to be computed.
	make   sync.Once
	engine *pruned.Engine
	// rooms lend the engine and its plans their memory.
	rooms rooms.Rooms
}

// keepWhole keeps the frozen network as it is now, if a variant runs it.
func (e *Explainer) keepWhole() {
	if len(e.used()) > 1 {
		e.pruned.graph = e.graph.Subgraph(e.logits.Node)
	}
}

// readPruned reads the network, once. It is an error that says why it is not prunable.
func (e *Explainer) readPruned() error {
	p := &e.pruned
	p.read.Do(func() { p.net, p.why = e.prunedNetwork() })
	return p.why
}

// prunedEngine is the engine of a network that was read.
func (e *Explainer) prunedEngine() *pruned.Engine {
	p := &e.pruned
	p.make.Do(func() {
		p.engine = pruned.New(p.net, e.prunedThreads())
		p.engine.Rooms = &p.rooms
	})
	return p.engine
}

// prunedThreads is how many goroutines plan and compute.
func (e *Explainer) prunedThreads() int {
	if e.threads == 0 {
		return runtime.GOMAXPROCS(0)
	}
	return e.threads
}

func (e *Explainer) prunedNetwork() (*prunednet.Network, error) {
	p := &e.pruned
	if p.graph == nil {
		return nil, errors.New("nothing is frozen")
	}
	if !e.weights.IsZero() {
		return nil, errors.New("it explains classes, not an element of scores with positions")
	}
	freezings, err := gr.Freezings(p.graph)
	if err != nil {
		return nil, err
	}
	if len(freezings) != len(e.freezings) {
		return nil, errors.New("the score does not depend on all layers")
	}
	input, logits := p.own(e.input), p.own(e.logits)
	if p.weights, err = e.constantsOf(input, logits); err != nil {
		return nil, err
	}
	return prunednet.Read(p.graph, input, logits, freezings, p.weights)
}

// own is a tensor of the explainer's graph in the one that was kept.
func (p *prunable) own(o gr.Output) gr.Output { return p.graph.Node(o.Node.Name).Out(o.Index) }

// constants are a prunednet.Source: what does not depend on the input's values, fetched in
// one run, and the shapes that are not known before one.
type constants struct {
	session *tensorflow.Session
	values  map[string]*tensorflow.Tensor
	shapes  map[string][]int64
}

func (e *Explainer) constantsOf(input, logits gr.Output) (*constants, error) {
	c := &constants{e.session, map[string]*tensorflow.Tensor{}, map[string][]int64{}}
	feeds, err := c.zeroInput(input, e.given)
	if feeds == nil {
		return c, err
	}
	all, err := prunednet.Constants(e.pruned.graph, input, logits)
	if err != nil {
		return nil, err
	}
	varying, err := prunednet.Varying(e.pruned.graph, input, logits)
	if err != nil {
		return nil, err
	}
	names, open := c.numeric(all), slices.DeleteFunc(c.numeric(varying), func(name string) bool { return isImage(e.session.Shape(name)) })
	tensors, err := e.session.Run(feeds, slices.Concat(names, open))
	for i := range tensors {
		if i < len(names) {
			c.values[names[i]] = tensors[i]
		} else {
			c.shapes[open[i-len(names)]] = tensors[i].Shape()
		}
	}
	return c, err
}

// zeroInput feeds an image of zeros beside what is given; it is nil if the shape is open.
func (c *constants) zeroInput(input gr.Output, given map[string]*tensorflow.Tensor) (map[string]*tensorflow.Tensor, error) {
	shape := c.session.Shape(input.String())
	if !isClosed(shape) {
		return nil, nil
	}
	zeros, err := tensorflow.New(shape, make([]float32, gr.Shape(shape).Elements()))
	feeds := map[string]*tensorflow.Tensor{input.String(): zeros}
	maps.Copy(feeds, given)
	return feeds, err
}

// isImage reports whether a shape is known to be an image's. Of a matrix, whose rows may be
// pixels, the number of rows must be seen.
func isImage(shape []int64) bool { return isClosed(shape) && len(shape) == 4 }

// isClosed reports whether all dimensions are known.
func isClosed(shape []int64) bool { return shape != nil && gr.Shape(shape).Static() }

// numeric are the names of those tensors that hold numbers.
func (c *constants) numeric(all []gr.Output) []string {
	var names []string
	for _, o := range all {
		if c.session.Numeric(o.String()) {
			names = append(names, o.String())
		}
	}
	return names
}

func (c *constants) Shape(o gr.Output) []int64 {
	if s, ok := c.shapes[o.String()]; ok {
		return s
	}
	return c.session.Shape(o.String())
}

func (c *constants) Floats(o gr.Output) ([]float32, error) {
	t, err := c.tensor(o)
	if err != nil {
		return nil, err
	}
	return tensorflow.View[float32](t)
}

func (c *constants) Ints(o gr.Output) ([]int64, error) {
	t, err := c.tensor(o)
	if err != nil {
		return nil, err
	}
	if v, err := tensorflow.Values[int64](t); err == nil {
		return v, nil
	}
	v, err := tensorflow.Values[int32](t)
	wide := make([]int64, len(v))
	for i, n := range v {
		wide[i] = int64(n)
	}
	return wide, err
}

func (c *constants) tensor(o gr.Output) (*tensorflow.Tensor, error) {
	if t := c.values[o.String()]; t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("%s holds no numbers", o)
}
