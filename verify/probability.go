package verify

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// probability is the score that a Softmax or a Sigmoid made an output of, behind
// ops that change no number; ok is false if none did.
func probability(output gr.Output) (score gr.Output, ok bool) {
	for n := output.Node; len(n.Inputs) > 0; n = n.Inputs[0].Node {
		switch {
		case n.Op == "Softmax" || n.Op == "Sigmoid":
			return n.Inputs[0], true
		case !slices.Contains([]string{"Identity", "IdentityN", "Reshape", "Squeeze"}, n.Op) || len(n.Inputs) > 1 && n.Op == "IdentityN":
			return gr.Output{}, false
		}
	}
	return gr.Output{}, false
}

// ofProbability is the check for such an output. Of a probability p of the score
// z, dp = p (dz - sum p dz), which is at most 2 max|dz| of it: where scores are
// large, what float32 leaves of them decides over more than the last digits.
func (o *counterparts) ofProbability(c *check, output gr.Output) (*check, error) {
	score, ok := probability(output)
	if !ok {
		return c, nil
	}
	out, err := o.run(o.x, nil, score.String())
	if err != nil {
		return nil, err
	}
	values, err := tensorflow.Values[float32](out[0])
	if err != nil {
		return nil, err
	}
	most := greatest(values)
	if 2*most <= 1 {
		return c, nil
	}
	wider := *c
	wider.allowed = tolerance{"": c.allowed.of("") * 2 * most}
	wider.reason = fmt.Sprintf("%s, times twice the greatest score, %.3g, of which they are the probabilities", c.reason, most)
	return &wider, nil
}
