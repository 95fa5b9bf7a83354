package gen

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// maxTried bounds how many tensors are tried as another input or output.
const maxTried = 16

// exports lists nodes that stop a gradient, with what helps against them: another export
// of the model.
var exports = []struct {
	is   func(*gr.Node) bool
	help string
}{
	{(*gr.Node).InTraining, "export the model for inference: its batch normalisation is in training mode"},
	{isQuantized, "give the model from before quantisation (docs/how-to/convert.md)"},
}

func isQuantized(n *gr.Node) bool {
	return strings.HasPrefix(n.Op, "Quantize") || strings.HasPrefix(n.Op, "Dequantize") || strings.HasPrefix(n.Op, "UniformQuantize")
}

// help says what would help against the reasons to refuse the model.
func (b *builder) help(g *gr.Graph) []string {
	stops := b.stopped(g)
	var help []string
	for _, known := range exports {
		if slices.ContainsFunc(slices.Collect(maps.Keys(stops)), known.is) {
			help = append(help, known.help)
		}
	}
	if len(stops) == 0 {
		return help
	}
	between, err := g.Between(b.subject.Input, b.subject.Logits)
	if err != nil {
		return help
	}
	if in, ok := b.inputBehind(g, between, stops); ok {
		help = append(help, "--input "+in.String()+" explains the part of the network that is behind it")
	}
	if out, ok := b.outputBefore(g, between, stops); ok {
		help = append(help, "--output "+out.String()+" explains the part of the network up to it")
	}
	return help
}

// suggest adds to an error another input that would help, if no gradient arrives at this
// one.
func (b *builder) suggest(g *gr.Graph, err error) error {
	if !errors.As(err, &autodiff.NoPathError{}) {
		return err
	}
	b.stops = []error{err}
	help := b.help(g)
	if len(help) == 0 {
		return err
	}
	return fmt.Errorf("%w; %s", err, strings.Join(help, "; "))
}

// stopped returns the nodes that stop a gradient. If none arrives, the input's readers stop
// it.
func (b *builder) stopped(g *gr.Graph) map[*gr.Node]bool {
	stops := map[*gr.Node]bool{}
	for _, why := range b.stops {
		var at *gr.Error
		if !errors.As(why, &at) || g.Node(at.Node) == nil {
			continue
		}
		n := g.Node(at.Node)
		if n == b.subject.Logits.Node {
			n = b.subject.Input.Node
		}
		stops[n] = true
	}
	return stops
}

// inputBehind finds the first tensor behind the nodes at which all that follows can be
// explained.
func (b *builder) inputBehind(g *gr.Graph, between []*gr.Node, stops map[*gr.Node]bool) (gr.Output, bool) {
	var last []*gr.Node
	for n := range stops {
		for _, in := range n.Inputs {
			last = append(last, in.Node)
		}
	}
	before := readBy(gr.Output{}, last...)
	tried := 0
	for _, n := range between {
		if before[n] || n.PartOfFreezing() || n == b.subject.Logits.Node || n == b.subject.Input.Node {
			continue
		}
		for i := range n.Types {
			o := n.Out(i)
			if tried >= maxTried || !explainable(o) || o.Shape() == nil {
				continue
			}
			tried++
			if !readBy(o, b.subject.Logits.Node)[b.subject.Input.Node] && works(g, b.subject.Logits, o) {
				return o, true
			}
		}
	}
	return gr.Output{}, false
}

// outputBefore finds the last tensor before the nodes up to which the network can be
// explained, and which has an activation before it.
func (b *builder) outputBefore(g *gr.Graph, between []*gr.Node, stops map[*gr.Node]bool) (gr.Output, bool) {
	behind := map[*gr.Node]bool{}
	for _, n := range between {
		behind[n] = stops[n] || slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return behind[in.Node] })
	}
	tried := 0
	for _, n := range slices.Backward(between) {
		if behind[n] || n == b.subject.Input.Node || tried >= maxTried || len(n.Types) == 0 || !explainable(n.Out(0)) || n.Out(0).Shape() == nil {
			continue
		}
		tried++
		found, _, err := g.Activations(b.subject.Input, n.Out(0))
		own := func(a gr.Activation) bool { return !a.Own }
		if err == nil && slices.ContainsFunc(found, own) && works(g, n.Out(0), b.subject.Input) {
			return n.Out(0), true
		}
	}
	return gr.Output{}, false
}

// works reports whether a gradient of y arrives at x.
func works(g *gr.Graph, y, x gr.Output) bool {
	missing, err := autodiff.Missing(g, y, x)
	return err == nil && len(missing) == 0
}
