package network

// fuse takes scales and activations into the sums before them, where nothing else reads
// those:
//
//	a = conv(x); b = add(a) scale; c = add(b) Relu   ->   c = conv(x) scale Relu
func fuse(n *Network) {
	readers := make([]int, len(n.Tensors))
	readers[n.Score]++
	maker := map[int]int{}
	for i, s := range n.Steps {
		maker[s.Out] = i
		for _, t := range s.In {
			readers[t]++
		}
	}
	gone := map[int]bool{}
	for i := range n.Steps {
		s := &n.Steps[i]
		if s.Kind != Add || len(s.In) != 1 || readers[s.In[0]] != 1 || n.Tensors[s.In[0]] != n.Tensors[s.Out] {
			continue
		}
		k, ok := maker[s.In[0]]
		if !ok || !n.Steps[k].takes(s) {
			continue
		}
		into := &n.Steps[k]
		into.Scale, into.Activation = times(into.Scale, s.Scale), s.Activation
		into.Out, into.Name = s.Out, s.Name
		maker[s.Out], gone[i] = k, true
	}
	n.Steps = without(n.Steps, gone)
}

// takes reports whether what follows a sum can be a part of it.
func (s *Step) takes(next *Step) bool {
	return s.Activation == nil && s.Kind != Max && s.Kind != View
}

// times multiplies two scales.
func times(a, b []float32) []float32 {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	product := make([]float32, max(len(a), len(b)))
	for i := range product {
		product[i] = a[i%len(a)] * b[i%len(b)]
	}
	return product
}

func without(steps []Step, gone map[int]bool) []Step {
	var left []Step
	for i, s := range steps {
		if !gone[i] {
			left = append(left, s)
		}
	}
	return left
}
