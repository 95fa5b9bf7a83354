package pruned

import "tfreeze/internal/pruned/network"

// NewPacked is New, with kernels packed however small they are.
func NewPacked(n *network.Network, threads int) *Engine {
	e := New(n, threads)
	e.packFrom = 0
	return e
}
