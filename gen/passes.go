package gen

import (
	gr "tfreeze/graphrewrite"
)

// A pass is a step of Build, of Inspect, or of both: by says which. After each, the graph
// is checked.
type pass struct {
	name string
	by   workers
	run  func(*builder, *gr.Graph) error
}

type workers int

const (
	both workers = iota
	// build passes make the product. Inspect shows the whole graph.
	build
	// inspect passes list all that would stop a later pass of Build.
	inspect
)

// passes lists the passes in order, each with the reason for its place. Errors begin
// with the name, which no two share.
var passes = []pass{
	// TF2 keeps the network in functions; rules see nodes only.
	{"inline", both, (*builder).inline},
	// TensorFlow knows ops, arities and shapes. All that follows relies on them.
	{"types", both, (*builder).types},
	{"resolve", both, (*builder).resolve},
	// Where images lie in the input depends on its rank.
	{"rank", both, (*builder).rank},
	// All that follows takes inputs [N,...].
	{"unbatched", both, (*builder).unbatched},
	// How often a loop runs may depend on the shape of the input.
	{"shape", both, (*builder).shape},
	// A graph that serves training, too, has switches: they are set to inference.
	{"inference", both, (*builder).fold},
	// Switches that are set decide conditions; only the branch that is taken stays.
	{"branches", both, (*builder).branches},
	// Behind strings and integers, the first float tensor is explained. Which that is shows
	// only once the branches are decided. Loops before it need not be unrolled.
	{"source", both, (*builder).source},
	// Loops become their steps once no branch around them is open. Steps may draw random
	// numbers, too, so that this is before chance.
	{"loops", both, (*builder).loops},
	// Random numbers in the branch that is taken are dropout or augmentation, or the
	// network cannot be explained.
	{"chance", both, (*builder).chance},
	// This is before head, so that it looks at the output: a model that draws random
	// numbers behind the Softmax is another one at each run, even if the score is not.
	{"decided", both, (*builder).decided},
	// A custom gradient that is the ordinary slope all the same is replaced by it, before
	// anything asks for activations.
	{"custom gradients", both, (*builder).gradients},
	// What merely waits for an input does not need it.
	{"detach", both, (*builder).detach},
	// Signatures need the other inputs, and pruning needs a signature.
	{"inputs", both, (*builder).others},
	// What does not serve the subject must not be frozen or differentiated.
	{"prune", build, (*builder).prune},
	// A Softmax or Sigmoid at the end may have been behind what was folded.
	{"head", both, (*builder).score},
	// Only now is it known which nodes lie between the input and the score.
	{"freeze", both, (*builder).choose},
	{"rules", inspect, (*builder).missing},
	{"insert freezings", build, (*builder).freeze},
	// Methods differentiate through the freezing.
	{"methods", build, (*builder).methods},
	// Methods add nodes that no signature reads.
	{"prune again", build, (*builder).prune},
	// Functions that were inlined are not called any more.
	{"prune library", build, (*builder).pruneLibrary},
	// The rules needed all attributes, but an older server does not know every one.
	{"strip defaults", build, (*builder).stripDefaults},
}

// run runs the passes of Build or of Inspect.
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

// refuse takes the reasons, if any, to refuse the model. For Build the first is an error;
// for Inspect it notes all, and the passes go on.
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

// An unresolved error says why it is unknown what to explain.
type unresolved struct{ error }

func (u unresolved) Unwrap() error { return u.error }
