package network

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// A Network is what is between input and score; steps come dependencies first.
type Network struct {
	Tensors []Tensor
	Steps   []Step
	// Input and Score number the tensors of the input and of the scores.
	Input, Score int
	// ChannelsFirst says that the graph's images are [C,H,W]. The input is as the graph has
	// it, and all other tensors are turned.
	ChannelsFirst bool
}

// A Tensor is the shape of one image's tensor.
type Tensor struct{ H, W, C int }

// Elements is how many there are.
func (t Tensor) Elements() int { return t.H * t.W * t.C }

// Pixels is H times W.
func (t Tensor) Pixels() int { return t.H * t.W }

// A Kind says what a step computes before scale and activation.
type Kind string

const (
	// Conv is a convolution or, on images of one pixel, a product with a matrix.
	Conv Kind = "conv"
	// Grouped is a convolution of which each output reads a part of the channels.
	Grouped Kind = "grouped"
	// Average is the mean of a window; with Total, the sum.
	Average Kind = "average"
	// Add sums tensors, which may repeat along dimensions of one element; of one tensor, it
	// is that tensor.
	Add Kind = "add"
	// Reduce is the mean along some dimensions; with Total, the sum.
	Reduce Kind = "reduce"
	// Product multiplies two tensors, which may repeat along dimensions of one element.
	Product Kind = "product"
	// Max is a max-pool.
	Max Kind = "max"
	// View renumbers elements: concatenation, padding, slices, other shapes.
	View Kind = "view"
)

// A Step makes one tensor of others.
type Step struct {
	Kind Kind
	// Name is the node whose output it makes.
	Name string
	In   []int
	Out  int
	// Window is that of a convolution or pool; Kernel is a convolution's.
	Window Window
	Kernel *Kernel
	Total  bool
	// Box is what a view fills in C order, and At is where in the box each input
	// begins; what is outside of the box is cut off.
	Box [3]int
	At  [][3]int
	// Turned, if there, has a view's dimension k be dimension Turned[k] of its one input.
	Turned []int
	// Signs, if there, are the factors of what is added, 1 or -1.
	Signs []float32
	// Scale of element e is Scale[e % len(Scale)]; nil is 1.
	Scale      []float32
	Activation *Activation
	// Pooled is the tensor that a max-pool takes the maximum of, and Factors those that a
	// product multiplies.
	Pooled  gr.Output
	Factors []gr.Output
}

// A Window is what an output pixel reads.
type Window struct{ KH, KW, SH, SW, DH, DW, Top, Left int }

// Most is how many windows an element is in at most.
func (w Window) Most() int { return ((w.KH + w.SH - 1) / w.SH) * ((w.KW + w.SW - 1) / w.SW) }

// A Kernel holds the weights of a convolution in place: of tap t, input channel i and
// output channel o at t*Tap + i*In + o*Out, channels numbered within the group.
type Kernel struct {
	Weights      []float32
	Tap, In, Out int
	Groups       int
}

// An Activation is a function of each element.
type Activation struct {
	// Op is the op, or the name of a function of several ops, such as "Swish" or "Clip".
	Op string
	// Layer reports that it is a layer's, and no gate's; Plain that it is no activation but
	// another function, which every method differentiates.
	Layer, Plain bool
	// Clips reports that it is min(max(u, Lo), Hi).
	Clips  bool
	Lo, Hi float32
	// Alpha is its parameter; of element e, with Alphas, it is Alphas[e % len(Alphas)].
	Alpha  float32
	Alphas []float32
	// Input and Output are u and z in the graph. Less, if there, is subtracted from Input,
	// and Shapes are those of both.
	Input, Output, Less gr.Output
	Shapes              [2]Tensor
	// Frozen is the number of the freezing, or -1. AtWill reports that its mask may let any
	// unit pass, and not those above a threshold alone.
	Frozen int
	AtWill bool
}

// Among is the network with some of its freezings alone; atWill is AtWill of all. Steps and
// tensors have the same numbers.
func (n *Network) Among(chosen []bool, atWill bool) *Network {
	own := *n
	own.Steps = slices.Clone(n.Steps)
	for k := range own.Steps {
		if a := own.Steps[k].Activation; a != nil && a.Frozen >= 0 {
			changed := *a
			if changed.AtWill = atWill; !chosen[a.Frozen] {
				changed.Frozen = -1
			}
			own.Steps[k].Activation = &changed
		}
	}
	return &own
}

// Reads are the tensors of the run at the input that a plan reads. Lifted asks for what
// threshold mode needs, too.
func (n *Network) Reads(lifted bool) []gr.Output {
	var reads []gr.Output
	for _, s := range n.Steps {
		if a := s.Activation; a != nil {
			if a.Frozen >= 0 {
				reads = append(reads, a.Output)
			}
			if lifted || !a.FromOutput() {
				reads = append(reads, a.Input)
			}
			if !a.Less.IsZero() {
				reads = append(reads, a.Less)
			}
		}
		if s.Kind == Max {
			reads = append(reads, s.Pooled)
		}
		reads = append(reads, s.Factors...)
	}
	return reads
}

// AlphaOf is the parameter of an element.
func (a *Activation) AlphaOf(e int) float32 {
	if n := len(a.Alphas); n > 0 {
		return a.Alphas[e%n]
	}
	return a.Alpha
}

// FromOutput reports whether u is z where a frozen activation passes: thresholds are
// more than 0.
func (a *Activation) FromOutput() bool { return a.Frozen >= 0 && a.Op == "Relu" && !a.AtWill }
