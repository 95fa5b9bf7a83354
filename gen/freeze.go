package gen

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// own is why the activation that computes the score is left.
const own = "the score's own activation"

// reportHead reports a Softmax that is not stepped over. Any other activation at the end
// is found as those of layers are.
func (b *builder) reportHead() {
	if b.head != nil && b.head.kind == savedmodels.Softmax {
		b.report.leave(b.head.over[0].Name, savedmodels.Softmax, own)
	}
}

// choose finds the activations to freeze, and where they hold the images of a batch.
func (b *builder) choose(g *gr.Graph) error {
	if err := b.activations(g); err != nil {
		return err
	}
	if err := b.freezable(g); err != nil {
		return err
	}
	for _, find := range []func(*gr.Graph) error{b.findRows, b.findLayout, b.findFeatures} {
		if err := find(g); err != nil {
			if err := b.refuse(err); err != nil {
				return err
			}
		}
	}
	return nil
}

// freezable decides whether to freeze. Plain methods need no activation, so a network
// without one is explained plain. It is refused if it has activations that cannot be
// frozen, or that a pattern left out, unless plain maps alone are asked for.
func (b *builder) freezable(g *gr.Graph) error {
	spanned := b.spanned(g)
	switch {
	case len(b.chosen) == 0:
		none := fmt.Errorf("no activation to freeze lies between the input %s and the score %s%s", b.subject.Input, b.subject.Logits, b.report.whyNot())
		if b.options.Activations != nil && !b.options.plain() {
			return b.refuse(none)
		}
		b.unfrozen(none.Error())
	case len(spanned) > 0 && b.options.plain():
		b.unfrozen(spanned[0].Error())
	case b.options.plain() && !b.options.Bare:
		b.unfrozen("plain maps alone were asked for")
	default:
		return b.refuse(spanned...)
	}
	return nil
}

// unfrozen freezes nothing, and reports why.
func (b *builder) unfrozen(why string) { b.chosen, b.report.Unfrozen = nil, why }

// activations finds the activations to freeze, and reports those that it leaves.
func (b *builder) activations(g *gr.Graph) error {
	found, gates, err := g.Activations(b.subject.Input, b.subject.Logits)
	if err != nil {
		return err
	}
	b.found = found
	b.reportHead()
	for _, a := range found {
		if a.Own {
			b.report.leave(a.Output.Node.Name, a.Kind, own)
			continue
		}
		if re := b.options.Activations; re != nil && !re.MatchString(a.Output.Node.Name) {
			b.report.leave(a.Output.Node.Name, a.Kind, "the pattern does not match it")
			continue
		}
		b.chosen = append(b.chosen, a)
	}
	for _, gate := range gates {
		b.report.leave(gate.Output.Node.Name, gate.Kind, "a gate: it is multiplied with another tensor")
	}
	return b.leaveUnknown(g, slices.Concat(found, gates))
}

// leaveUnknown reports what may be an activation, but of no known kind.
func (b *builder) leaveUnknown(g *gr.Graph, found []gr.Activation) error {
	unknown, err := g.Unknown(b.subject.Input, b.subject.Logits, found...)
	for _, u := range unknown {
		b.report.leave(u.Output.Node.Name, u.Kind, "elementwise and nonlinear, but of no known kind")
	}
	return err
}

func (b *builder) freeze(g *gr.Graph) (err error) {
	b.freezings, err = gr.Freeze(g, b.chosen)
	b.report.frozen(b.chosen)
	return err
}
