package verify

import "tfreeze/internal/tolerances"

// A check compares what a frozen-aware model computes at an input with what must be the
// same.
type check struct {
	// name is the check in a Row, and compares says in words what it compares.
	name, compares string
	// limit bounds the difference, and says why it is that.
	limit tolerances.Row
	// each ends the text of a row that compares inputs: how they are run.
	each string
	run  func(p *point, c *check) ([]Row, error)
}

// checks lists all of them. Each relies on those before it.
var checks = []check{
	{
		name: "original", compares: "the outputs of the original model and of the frozen-aware graph, fed nothing",
		limit: tolerances.Of("verify/original"),
		run:   original,
	},
	{
		name: "frozen", compares: "the scores at the input, frozen and plain",
		limit: tolerances.Of("verify/frozen"),
		run:   frozen,
	},
	{
		name: "modes", compares: "maps by threshold and by mask, of methods that run the network at the input alone",
		limit: tolerances.Of("verify/modes"),
		run:   modes,
	},
	{
		name: "gradient", compares: "the gradient and central differences of the score, at some elements of the input",
		limit: tolerances.Of("verify/gradient"),
		run:   gradient,
	},
	{
		name: "rules", compares: "maps by the fast gradient rules and by the plain ones",
		limit: tolerances.Of("verify/rules"),
		run:   rules,
	},
	{
		name: "float32", compares: "maps in float32 and in float64",
		limit: tolerances.Of("verify/float32"),
		run:   float32s,
	},
	{
		name: "pruned", compares: "maps of frozen networks by the pruned engine and by the dense network",
		limit: tolerances.Of("verify/pruned"),
		run:   engines,
	},
	{
		name: "completeness", compares: "the sum of a map and the score's difference between input and baseline",
		limit: tolerances.Of("verify/completeness"),
		run:   completeness,
	},
	{
		name: "served", compares: "maps that the signatures serve, and those that explain computes",
		each:  ", served and explained",
		limit: tolerances.Of("verify/served"),
		run:   served,
	},
	{
		name: "batch", compares: "what a signature gives for several inputs at once and one by one",
		each:  " and one by one",
		limit: tolerances.Of("verify/batch"),
		run:   batch,
	},
}
