package verify

import "tfreeze/internal/tolerances"

// A check compares what a frozen-aware model gives at an input with something
// that must give the same.
type check struct {
	// name is what rows call it, and compares what it compares, in words.
	name, compares string
	// limit is how large a difference may be, and why.
	limit tolerances.Row
	// each says what is compared of inputs.
	each string
	run  func(p *point, c *check) ([]Row, error)
}

// checks are all of them, in the order in which one relies on those before it.
var checks = []check{
	{
		name: "original", compares: "the model's outputs as it came, and of the frozen-aware graph that is fed nothing",
		limit: tolerances.Of("verify/original"),
		run:   original,
	},
	{
		name: "frozen", compares: "the scores at the input, frozen and not",
		limit: tolerances.Of("verify/frozen"),
		run:   frozen,
	},
	{
		name: "modes", compares: "maps by threshold and by mask, of methods that look at the input alone",
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
		name: "float32", compares: "maps as they are computed, in float32, and in float64",
		limit: tolerances.Of("verify/float32"),
		run:   float32s,
	},
	{
		name: "completeness", compares: "the sum of a map and the score's difference between input and baseline",
		limit: tolerances.Of("verify/completeness"),
		run:   completeness,
	},
	{
		name: "served", compares: "maps that the signatures give, and those that explain computes",
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
