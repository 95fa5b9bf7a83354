package fastconv

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// A Layer is a convolution of a forward pass, for passes that compute it in another way.
type Layer struct {
	// Emitter adds nodes in the scope of the convolution's name.
	autodiff.Emitter
	conv *conv
}

// Layer returns the layer of a Conv2D in the graph of f.
func (f *Fast) Layer(n *gr.Node) Layer {
	g := f.scope.Graph
	e := autodiff.Emitter{Scope: gr.Scope{Graph: g, Prefix: g.Unique(n.Name + "/fast")}}
	return Layer{e, &conv{VJP: &autodiff.VJP{Emitter: e, Node: n}, fast: f}}
}

// KeepsForms reports whether a form of the kernel, [h,w,i,o], is valid for every run:
// the kernel is a weight of known shape, for images [N,H,W,C] in one group.
func (l Layer) KeepsForms() bool { return l.conv.keepsForms() }

// IsFullyConnected reports whether the kernel covers the whole image.
func (l Layer) IsFullyConnected() bool { return l.conv.isFullyConnected() }

// IsForm reports whether a node is the variable of a kernel's form. Forms follow from
// the weights.
func IsForm(n *gr.Node) bool { return n.Bool(formAttr) }
