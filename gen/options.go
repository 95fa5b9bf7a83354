package gen

import (
	"regexp"

	"tfreeze/internal/nearest"
	"tfreeze/methods"
)

// Options say what to explain and how. The zero value infers all and adds
// every method.
type Options struct {
	// Signature names the model's signature to explain; empty means
	// serving_default, or the only one.
	Signature string
	// Input and Output name tensors, by the signature's key or as "node:0"; empty
	// ones are inferred.
	Input, Output string
	// Fed names inputs that will be fed, and so are not folded to inference.
	Fed []string
	// Switches are the values of inputs that, where they are boolean scalars, become
	// constants: a condition on one is folded.
	Switches map[string]bool
	// Score is Logit, the default, or Probability.
	Score Score
	// Activations narrows what is frozen to the nodes whose names it matches.
	Activations *regexp.Regexp
	// Exact keeps to the plain gradient rules, and has explain run the network by its
	// own ops; both take longer.
	Exact bool
	// Methods are those to add; nil means all.
	Methods []methods.Method
	// Bare leaves out what only a server needs: thresholds and loops inside the
	// graph. Package explain has its own.
	Bare bool
}

// Score says which of a classifier's outputs is explained.
type Score string

const (
	// Logit is the input of a trailing Softmax or Sigmoid, or the output if there is
	// none.
	Logit Score = "logit"
	// Probability is the output as it is.
	Probability Score = "probability"
)

// ScoreNames lists what a Score may be.
func ScoreNames() []string { return []string{string(Logit), string(Probability)} }

// ParseScore reads a Score; empty means Logit.
func ParseScore(s string) (Score, error) {
	switch Score(s) {
	case "", Logit:
		return Logit, nil
	case Probability:
		return Probability, nil
	}
	return "", nearest.Unknown("score", s, ScoreNames())
}
