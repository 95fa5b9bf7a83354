package verify

// A check compares what a frozen-aware model gives at an input with something
// that must give the same.
type check struct {
	// name is what rows call it, and compares what it compares, in words.
	name, compares string
	// allowed is the tolerance, a share of the greatest element, and reason why
	// it is that.
	allowed tolerance
	reason  string
	// each says what is compared of inputs.
	each string
	run  func(p *point, c *check) ([]Row, error)
}

// A tolerance is one for each method; that of "" holds for those without.
type tolerance map[string]float64

func (t tolerance) of(method string) float64 {
	if allowed, ok := t[method]; ok {
		return allowed
	}
	return t[""]
}

// checks are all of them, in the order in which one relies on those before it.
var checks = []check{
	{
		name: "original", compares: "the model's outputs as it came, and of the frozen-aware graph that is fed nothing",
		allowed: tolerance{"": 5e-6},
		reason:  "the ops are the same, and float32 rounds by their order alone",
		run:     original,
	},
	{
		name: "frozen", compares: "the scores at the input, frozen and not",
		allowed: tolerance{"": 0},
		reason:  "a node is held at the very number that it has at the input",
		run:     frozen,
	},
	{
		name: "modes", compares: "maps by threshold and by mask, of methods that look at the input alone",
		allowed: tolerance{"": 0},
		reason:  "at the input the same nodes pass",
		run:     modes,
	},
	{
		name: "gradient", compares: "the gradient and central differences of the score, at some elements of the input",
		allowed: tolerance{"": 1e-5},
		reason:  "in float64 a quotient has seven digits where the score has no kink",
		run:     gradient,
	},
	{
		name: "rules", compares: "maps by the fast gradient rules and by the plain ones",
		allowed: tolerance{"": 1e-5},
		reason:  "in float64 they are one function but for the last digits, and for the float32 numbers in the transforms of kernels",
		run:     rules,
	},
	{
		name: "float32", compares: "maps as they are computed, in float32, and in float64",
		allowed: tolerance{"": 1e-4},
		reason:  "they are one function",
		run:     float32s,
	},
	{
		name: "completeness", compares: "the sum of a map and the score's difference between input and baseline",
		allowed: tolerance{"": 1e-3},
		reason:  "on a network of linear ops and activations, DeepLIFT adds up but for rounding, and by its rule for max-pools with those, too",
		run:     completeness,
	},
	{
		name: "served", compares: "maps that the signatures give, and those that explain computes",
		each:    ", served and explained",
		allowed: tolerance{"": 1e-4},
		reason:  "they are one function",
		run:     served,
	},
	{
		name: "batch", compares: "what a signature gives for several inputs at once and one by one",
		each:    " and one by one",
		allowed: tolerance{"": 1e-4},
		reason:  "an input does not see the others",
		run:     batch,
	},
}
