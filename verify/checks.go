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
	run     func(p *point, c *check) ([]Row, error)
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
		allowed: tolerance{"": 0.02},
		reason:  "the score is a float32: its last digits are lost in a difference",
		run:     gradient,
	},
	{
		name: "rules", compares: "maps by the fast gradient rules and by the plain ones",
		allowed: flips,
		reason:  flipped,
		run:     rules,
	},
	{
		name: "completeness", compares: "the sum of a map and the score's difference between input and baseline",
		allowed: tolerance{"": 1e-3},
		reason:  "on a network of linear ops and activations, DeepLIFT adds up but for rounding, and by its rule for max-pools with those, too",
		run:     completeness,
	},
	{
		name: "batch", compares: "what a signature gives for several inputs at once and one by one",
		allowed: flips,
		reason:  flipped,
		run:     batch,
	},
}

// flips is for maps by other kernels: they round otherwise, and the unit at zero,
// at its threshold or in a max-pool's tie goes the other way. The original Python
// code differs from itself by up to two thirds of this
// (testdata/goldens/README.md); a wrong rule or a mixed-up batch is off by the
// order of the map.
var flips = tolerance{
	"":         1e-3,
	"elrp":     2e-2,
	"deeplift": 2e-2, "deeplift_maxpool": 2e-2, "integrated_gradients": 2e-2,
	"smoothgrad": 1e-1, "smooth_guided_backprop": 1e-2,
}

const flipped = "other kernels round otherwise, and a unit at zero, at its threshold or in a tie goes the other way"
