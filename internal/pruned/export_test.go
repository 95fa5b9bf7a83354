package pruned

// PackFrom has kernels packed that have so many weights or more.
func (e *Engine) PackFrom(weights int) { e.packFrom = weights }
