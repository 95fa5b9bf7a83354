package explain

import (
	"errors"
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// contributing is the key of the reads of contributions.
const contributing = "contributions"

// contributions are abs(a dy/da) of the activations in a network, and why there are none.
type contributions struct {
	of  []gr.Output
	why error
}

// prepareContributions emits the contributions of all activations to the score, if
// requests will ask for them.
func (e *Explainer) prepareContributions(criteria []string) error {
	if !slices.ContainsFunc(e.variants, frozen) || e.unfrozen != "" {
		return nil
	}
	if criteria != nil && !slices.Contains(criteria, methods.ByContribution) {
		e.contributions.why = errors.New("the model was opened without the criterion contribution")
		return nil
	}
	forget, err := e.noteTypes()
	if err == nil {
		e.contributions.of, e.contributions.why = e.contribute()
		forget()
	}
	return err
}

// contribute emits abs(a dy/da), float32 in the shape of a, where y is the explained
// score of the network with nothing fed.
func (e *Explainer) contribute() ([]gr.Output, error) {
	return serving.Contributions(gr.Scope{Graph: e.graph, Prefix: serving.Prefix + "/" + contributing}, e.score(), e.logits, e.input, e.freezings)
}

// score is the explained score of each input, [N], the same for every method.
func (e *Explainer) score() gr.Output {
	for _, m := range methods.All {
		if s, ok := e.signature(m.Name); ok {
			return s.Outputs["score"]
		}
	}
	return gr.Output{}
}

// noteTypes asks TensorFlow for the types of the nodes if some have none, since the model
// was read from a file. They are forgotten at the end: what else is done to the graph goes
// by what it had before.
func (e *Explainer) noteTypes() (forget func(), err error) {
	known := map[*gr.Node][]gr.Type{}
	untyped := false
	for _, name := range e.graph.Names() {
		n := e.graph.Node(name)
		known[n] = n.Types
		untyped = untyped || n.Types == nil
	}
	if !untyped {
		return func() {}, nil
	}
	types, err := e.inferred()
	if err != nil {
		return nil, err
	}
	for n := range known {
		n.Types = types(n)
	}
	return func() {
		for n, t := range known {
			n.Types = t
		}
	}, nil
}

// wantsContributions reports whether a variant freezes by contribution.
func (j *job) wantsContributions() bool {
	return j.criterion.Kind == methods.ByContribution && slices.ContainsFunc(j.request.Variants, frozen)
}

// contributed runs the plain network for the contributions at the inputs, to the scores
// that are explained.
func (j *job) contributed() ([]*tensorflow.Tensor, error) {
	feeds, err := j.point(j.x, j.given)
	if err != nil {
		return nil, err
	}
	for _, o := range j.plain.reads[contributing] {
		if t := j.fetched[o.String()]; t != nil {
			feeds[o.String()] = t
		}
	}
	if err := j.aim(feeds); err != nil {
		return nil, err
	}
	names := make([]string, len(j.plain.contributions))
	for i, o := range j.plain.contributions {
		names[i] = o.String()
	}
	out, err := j.session.Run(feeds, names)
	if err != nil {
		return nil, fmt.Errorf("contributions: %w", err)
	}
	return out, nil
}

// contributionReads are fetched with the activations, so that the contributions need no
// forward pass.
func (j *job) contributionReads(fetches map[string]bool) {
	if j.wantsContributions() {
		for _, o := range j.plain.reads[contributing] {
			fetches[o.String()] = true
		}
	}
}

// roots are the tensors that findReads goes by, each under its key.
func (n *network) roots() map[string][]gr.Output {
	all := map[string][]gr.Output{}
	for name, o := range n.attributions {
		all[name] = []gr.Output{o}
	}
	if n.contributions != nil {
		all[contributing] = n.contributions
	}
	return all
}
