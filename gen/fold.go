package gen

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// fold sets training switches to inference, or to the value that they are known to be
// fed. Those that the options leave open stay.
func (b *builder) fold(g *gr.Graph) error {
	q, err := b.inference(g)
	if err != nil {
		return err
	}
	b.folded(gr.FoldInference(g, q))
	for name := range b.options.Switches {
		o, err := b.find(g, name)
		// What was a constant before was not set.
		if _, fed := q.Fed[o.Node]; err == nil && fed && o.Node.Op == "Const" {
			b.report.Fed = append(b.report.Fed, name)
		}
	}
	slices.Sort(b.report.Fed)
	return nil
}

// inference says how to fold the graph.
func (b *builder) inference(g *gr.Graph) (gr.Inference, error) {
	s := b.subject
	q := gr.Inference{Root: s.Output.Node, Given: s.Input, Fed: map[*gr.Node]bool{}, Called: map[*gr.Node]string{}}
	if s.Signature != nil {
		for key, o := range s.Signature.Inputs {
			q.Called[o.Node] = key
		}
	}
	// A name that is not in the graph is an error where it is fed.
	for _, name := range b.options.Fed {
		if o, err := b.find(g, name); err == nil {
			q.Keep = append(q.Keep, o.Node)
		}
	}
	for name, value := range b.options.Switches {
		if o, err := b.find(g, name); err == nil && o.Node.IsSwitch() {
			q.Fed[o.Node] = value
		}
	}
	if len(g.Library.GetFunction()) == 0 {
		return q, nil
	}
	var err error
	q.Defs, err = opDefs()
	return q, err
}

// find finds an input by its key in the signature, else by its name.
func (b *builder) find(g *gr.Graph, name string) (gr.Output, error) {
	var inputs []candidate
	if s := b.subject.Signature; s != nil {
		inputs = sorted(s.Inputs)
	}
	return find(g, inputs, strings.TrimPrefix(name, savedmodels.OtherPrefix))
}

func (b *builder) folded(found []gr.Folded) {
	b.report.Folded = append(b.report.Folded, found...)
}

// branches replaces each condition that a constant decides, such as a folded switch, by
// the branch that is taken. The nodes of the subject stay.
func (b *builder) branches(g *gr.Graph) error {
	switches, err := gr.FoldSwitches(g)
	if err != nil {
		return err
	}
	functions, err := foldBranches(g, b.subject.Output.Node)
	if err != nil {
		return err
	}
	gr.FoldSelects(g)
	if switches+functions == 0 {
		return nil
	}
	return inferTypes(g)
}

func foldBranches(g *gr.Graph, root *gr.Node) (int, error) {
	if len(g.Library.GetFunction()) == 0 {
		return 0, nil
	}
	defs, err := opDefs()
	if err != nil {
		return 0, err
	}
	return gr.FoldBranches(g, defs, root)
}

// chance removes dropout and augmentation from the network.
func (b *builder) chance(g *gr.Graph) error {
	q, err := b.inference(g)
	if err != nil {
		return err
	}
	b.folded(gr.FoldRates(g, q))
	for _, part := range b.subject.parts() {
		found, err := gr.FoldRandom(g, part.to, part.from)
		b.folded(found)
		if err != nil {
			return err
		}
	}
	return nil
}

// A part of the model leads from a tensor to a node.
type part struct {
	from gr.Output
	to   *gr.Node
}

// parts are the network, and the model's own preprocessing if what that gives is explained.
func (s *Subject) parts() []part {
	all := []part{{s.Input, s.Output.Node}}
	if !s.from.IsZero() {
		all = append(all, part{s.from, s.Input.Node})
	}
	return all
}

// undecided lists the random ops and the open switches that the network depends on.
func (b *builder) undecided(g *gr.Graph) []error {
	var found []error
	draws := g.Draws(b.subject.Logits.Node, b.subject.Input)
	if from := b.subject.from; !from.IsZero() {
		draws = append(draws, g.Draws(b.subject.Input.Node, from)...)
	}
	for _, d := range draws {
		err := errors.New("the score depends on random numbers that are neither dropout nor augmentation: each run would explain a different network")
		if d.Op != d.Node.Op {
			err = fmt.Errorf("a function that it calls draws (%s): %w", d.Op, err)
		}
		found = append(found, &gr.Error{Node: d.Node.Name, Op: d.Node.Op, Err: err})
	}
	for _, o := range others(b.subject) {
		n := o.Tensor.Node
		if o.Optional || !n.IsSwitch() || b.isOpen(o) {
			continue
		}
		found = append(found, &gr.Error{Node: n.Name, Op: n.Op, Err: fmt.Errorf(
			"neither what the network does with this switch nor its name says how to set it for inference: give it with --feed %s=true or --feed %s=false", o.Key, o.Key)})
	}
	return found
}

// isOpen reports whether the options leave an input to be fed.
func (b *builder) isOpen(o Other) bool {
	return slices.ContainsFunc(b.options.Fed, func(name string) bool {
		return name == o.Key || strings.TrimPrefix(o.Key, savedmodels.OtherPrefix) == name || o.Tensor.Is(name)
	})
}

// decided refuses a network that depends on random numbers or on an open switch.
func (b *builder) decided(g *gr.Graph) error {
	return b.refuse(b.undecided(g)...)
}
