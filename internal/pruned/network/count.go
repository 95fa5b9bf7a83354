package network

// MultiplyAdds counts what the dense network computes forward at one point, in its
// convolutions and products.
func (n *Network) MultiplyAdds() int64 {
	total := int64(0)
	for _, s := range n.Steps {
		if s.Kernel == nil {
			continue
		}
		in, out := n.Tensors[s.In[0]], n.Tensors[s.Out]
		each := in.C / s.Kernel.Groups * s.Window.KH * s.Window.KW
		total += int64(out.Elements()) * int64(each)
	}
	return total
}

// HasFunctions reports whether an activation is no clip.
func (n *Network) HasFunctions() bool {
	for _, s := range n.Steps {
		if a := s.Activation; a != nil && !a.Clips {
			return true
		}
	}
	return false
}

// Elements counts what the steps make of one image: what a plan goes through.
func (n *Network) Elements() int64 {
	total := int64(0)
	for _, s := range n.Steps {
		total += int64(n.Tensors[s.Out].Elements())
	}
	return total
}
