package pruned

import (
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/rooms"
)

// An Engine computes maps of one network.
type Engine struct {
	net  *network.Network
	form kernels.Form
	// Threads is how many goroutines compute, 1 or more.
	Threads int
	// Columns is how many points are computed at once at most, a multiple of
	// kernels.Lane up to kernels.MaxColumns; fewer take less memory.
	Columns int
	// Memory bounds the bytes that a map takes, besides the weights: fewer columns are
	// computed at once, and a map that needs more even so is ErrMemory. 0 is no bound.
	Memory int64
	// forward are the weights of convolutions turned for the forward pass, by step.
	forward map[int]*network.Kernel
	// packFrom is from how many weights on a kernel is packed.
	packFrom int
	// Rooms lend maps their memory, and may lend it to plans.
	Rooms *rooms.Rooms
}

// narrow is how many columns are computed at once: with more, fewer rows are in the cache
// when they are read; with fewer, weights are read more often.
const narrow = 4 * kernels.Lane

// New makes an engine for a network. It holds a second copy of weights where that is faster.
func New(n *network.Network, threads int) *Engine {
	e := &Engine{net: n, form: kernels.Best(), Threads: max(1, threads), Columns: narrow, packFrom: packFrom, Rooms: &rooms.Rooms{}, forward: map[int]*network.Kernel{}}
	for k := range n.Steps {
		if s := &n.Steps[k]; s.Kind == network.Conv {
			e.forward[k] = turned(s.Kernel, n.Tensors[s.In[0]].C, n.Tensors[s.Out].C)
		}
	}
	return e
}

// Within is the engine with another bound of its memory; both share all else.
func (e *Engine) Within(memory int64) *Engine {
	bounded := *e
	bounded.Memory = memory
	return &bounded
}

// Of is the engine for another network with the same steps, which differ in what freezes
// alone.
func (e *Engine) Of(n *network.Network) *Engine {
	own := *e
	own.net = n
	return &own
}

// Kernels with fewer elements are in the cache in any order; of larger ones, as fully
// connected layers have, a copy would be too much memory.
const turnFrom, turnTo = 1 << 14, 1 << 23

// turned is the kernel with input channels side by side, as the forward pass reads them.
func turned(k *network.Kernel, in, out int) *network.Kernel {
	if k.In == 1 || len(k.Weights) < turnFrom || len(k.Weights) > turnTo {
		return k
	}
	t := &network.Kernel{Weights: make([]float32, len(k.Weights)), Tap: k.Tap, In: 1, Out: in, Groups: 1}
	for tap := 0; tap < len(k.Weights); tap += in * out {
		from, to := k.Weights[tap:], t.Weights[tap:]
		for o := range out {
			for i := range in {
				to[o*in+i] = from[i*k.In+o*k.Out]
			}
		}
	}
	return t
}

// width is how many columns n points take at once: no more than Columns, in blocks of
// nearly equal width, one for each thread at least.
func (e *Engine) width(n int) int {
	all := vectors(n)
	blocks := max((all*kernels.Lane+e.Columns-1)/e.Columns, min(e.Threads, all))
	return (all + blocks - 1) / blocks * kernels.Lane
}

// vectors is how many hold n points, 1 or more.
func vectors(n int) int { return max(1, (n+kernels.Lane-1)/kernels.Lane) }
