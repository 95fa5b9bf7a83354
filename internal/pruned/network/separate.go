package network

import "slices"

// separate copies what a view shows twice: a row is one element's state, and gets its
// gradient from each step once.
//
//	b = slice(a); c = concat(a, b)   ->   b = slice(a); d = add(b); c = concat(a, d)
func separate(n *Network) {
	owners := make([][]int, len(n.Tensors))
	for t := range owners {
		owners[t] = []int{t}
	}
	var steps []Step
	for _, s := range n.Steps {
		if s.Kind == View {
			var shown []int
			s.In = slices.Clone(s.In)
			for i, t := range s.In {
				if slices.ContainsFunc(owners[t], func(o int) bool { return slices.Contains(shown, o) }) {
					n.Tensors = append(n.Tensors, n.Tensors[t])
					s.In[i] = len(n.Tensors) - 1
					owners = append(owners, []int{s.In[i]})
					steps = append(steps, Step{Kind: Add, Name: s.Name, In: []int{t}, Out: s.In[i]})
				}
				shown = append(shown, owners[s.In[i]]...)
			}
			owners[s.Out] = shown
		}
		steps = append(steps, s)
	}
	n.Steps = steps
}
