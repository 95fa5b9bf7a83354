package gen

import (
	gr "tfreeze/graphrewrite"
)

// A pass is a step of Build, of Inspect, or of both, as by says. The graph is checked
// after each.
type pass struct {
	name string
	by   workers
	run  func(*builder, *gr.Graph) error
}

type workers int

const (
	both workers = iota
	// build changes what Inspect is to show as it is.
	build
	// inspect lists what would stop Build; Build itself meets the first.
	inspect
)

// passes are in the order that each of them needs. The names stand in errors, and are
// distinct.
var passes = []pass{
	// TF2 keeps the network in functions; rules see nodes only.
	{"inline", both, (*builder).inline},
	// TensorFlow knows ops, arities and shapes; all that follows relies on them.
	{"types", both, (*builder).types},
	{"resolve", both, (*builder).resolve},
	// A graph that was built to be trained asks which it is to do.
	{"inference", both, (*builder).fold},
	// Then conditions are folded too, and only the branch that is taken stays.
	{"branches", both, (*builder).branches},
	// What is left of chance is dropout and augmentation, or no network to explain.
	{"chance", both, (*builder).chance},
	// The output is asked before the head: what draws behind a Softmax makes another
	// model at every run, even if the score does not depend on it.
	{"decided", both, (*builder).decided},
	// A custom gradient that is the slope all the same becomes ordinary.
	{"custom gradients", both, (*builder).gradients},
	// What the network needs besides its input, signatures ask for.
	{"inputs", both, (*builder).others},
	// What does not serve the subject must not be frozen or differentiated.
	{"prune", build, (*builder).prune},
	// A Softmax or Sigmoid at the end may lie behind what was folded.
	{"head", both, (*builder).score},
	// Only now it is known which nodes lie between the input and the score.
	{"freeze", both, (*builder).choose},
	{"rules", inspect, (*builder).missing},
	{"insert freezings", build, (*builder).freeze},
	// Methods differentiate through the freezing.
	{"methods", build, (*builder).methods},
	// What methods emitted and no signature reads goes.
	{"prune again", build, (*builder).prune},
	// What was inlined is needed no more as functions.
	{"prune library", build, (*builder).pruneLibrary},
	// What was filled in for the rules goes: older servers do not know all of it.
	{"strip defaults", build, (*builder).stripDefaults},
}

// run runs the passes of one of build and inspect.
func (b *builder) run(by workers) error {
	b.by = by
	var all []gr.Pass
	for _, p := range passes {
		if p.by == both || p.by == by {
			all = append(all, gr.Pass{Name: p.name, Run: func(g *gr.Graph) error { return p.run(b, g) }})
		}
	}
	return gr.Run(b.model.Graph, all...)
}

// refuse says why the model is refused: to Build the first reason is an error, Inspect
// notes all of them and goes on.
func (b *builder) refuse(why ...error) error {
	if b.by == inspect {
		b.refused = append(b.refused, why...)
		return nil
	}
	if len(why) == 0 {
		return nil
	}
	return why[0]
}

// An unresolved error says why it is not known what to explain.
type unresolved struct{ error }

func (u unresolved) Unwrap() error { return u.error }
