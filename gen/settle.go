package gen

import gr "tfreeze/graphrewrite"

// settle sets training switches to inference, but for those that are fed.
func (b *builder) settle(g *gr.Graph) error {
	keep := []*gr.Node{b.subject.Input.Node}
	var inputs []candidate
	if s := b.subject.Signature; s != nil {
		inputs = sorted(s.Inputs)
	}
	for _, name := range b.options.Fed {
		// Whoever feeds one that is not there gets the error.
		if o, err := find(g, inputs, name); err == nil {
			keep = append(keep, o.Node)
		}
	}
	b.report.Settled = gr.SettleInference(g, keep...)
	return nil
}

// branches replaces conditions that constants decide, as settled switches do, by
// the branch that is taken. The subject's nodes stay the same.
func (b *builder) branches(g *gr.Graph) error {
	switches, err := gr.SettleSwitches(g)
	if err != nil {
		return err
	}
	functions, err := settleBranches(g, b.subject.Output.Node)
	if err != nil || switches+functions == 0 {
		return err
	}
	return inferTypes(g)
}

func settleBranches(g *gr.Graph, root *gr.Node) (int, error) {
	if len(g.Library.GetFunction()) == 0 {
		return 0, nil
	}
	defs, err := opDefs()
	if err != nil {
		return 0, err
	}
	return gr.SettleBranches(g, defs, root)
}
