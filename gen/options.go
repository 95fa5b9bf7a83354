package gen

import (
	"regexp"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// Options say what to explain and how. The zero Options infer what they can, and add
// every method.
type Options struct {
	// Signature names the model's signature to explain; empty means
	// serving_default, or the only one.
	Signature string
	// Input and Output name tensors, by key in the signature or as "node:0". Empty ones
	// are inferred.
	Input, Output string
	// Shape is the shape of one input, without the dimension of the batch. It settles
	// dimensions that the model leaves open: a loop over one of them can be unrolled
	// only then. Nil leaves them open.
	Shape gr.Shape
	// Fed names inputs that will be fed. They are not set to inference.
	Fed []string
	// Switches are values of inputs. Boolean scalars among them become constants, and
	// conditions on them are folded.
	Switches map[string]bool
	// Score is Logit, the default, or Probability.
	Score Score
	// Activations freezes only nodes whose names it matches; nil freezes all.
	Activations *regexp.Regexp
	// Layer names the features that methods of one layer explain: the node or the tensor
	// of images [N,H,W,C]. Empty means those of the last convolution.
	Layer string
	// Exact uses the plain gradient rules, and has explain run the network by its own
	// ops. Both take longer.
	Exact bool
	// Variants are those to make maps in; nil means all. Plain is always among them. If it
	// is the only one, what forbids freezing is no reason to refuse the model.
	Variants []serving.Variant
	// Freezing holds the values of methods.Criterion, PercentileOver and FreezeLayers for
	// the frozen signatures; other options have no effect.
	Freezing methods.Values
	// Methods are those to add; nil means all that the network allows.
	Methods []methods.Method
	// Bare leaves out what only a server needs: thresholds and loops in the graph.
	// Package explain has its own.
	Bare bool
}

// plain reports whether plain maps alone are asked for.
func (o Options) plain() bool { return serving.OnlyPlain(o.Variants) }

// Score says whether a classifier's logits or its probabilities are explained.
type Score string

const (
	// Logit is what a Softmax or Sigmoid at the end reads, or the output without one.
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
