package bindings

import (
	"strconv"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// meanings says what the tensors of gen's signatures are, save the options. Each is a
// clause that follows the tensor's name.
var meanings = map[string]string{
	"attribution":           "is the signed attribution of each element of the input",
	"heatmap":               "is the picture of the attribution: 0 is black, 1 is white",
	"score":                 "is the explained score of each input: a logit by default",
	serving.BaselineScore:   "is that score at the baseline",
	serving.FrozenRelevance: "is the relevance that ends at frozen units",
	"target":                "is the class that was explained for each input",
	serving.TargetWeights:   "are the weights of the scores of each input",
}

// meaning says what the tensor with that key is. It is empty for an unknown key.
func meaning(key string) string {
	if c := methods.OptionOf(key); c != nil {
		return c.Meaning
	}
	return meanings[key]
}

// aboutSignature says in a clause what a signature does, for its doc comment, and which
// nodes pass where that is not the default.
func (c *collector) aboutSignature(name string) string {
	if g := c.model.Card.Generated; g != nil && g.Passing() != "" && strings.Contains(name, serving.Threshold.Suffix()) {
		plain, _, _ := strings.Cut(clauseOf(name), ";")
		return plain + "; frozen, nodes pass by " + g.Passing()
	}
	return clauseOf(name)
}

func clauseOf(name string) string {
	if name == savedmodels.SignatureDefault {
		return "runs the original network, in which nothing is frozen"
	}
	if name == savedmodels.SignatureActivations {
		return "returns the values of layers, and the logits"
	}
	if name == savedmodels.SignaturePreprocessing {
		return "makes the input that is explained of the model's own"
	}
	for _, m := range methods.All {
		switch strings.TrimPrefix(name, m.Name) {
		case "":
			return "explains inputs by " + m.Summary
		case serving.Threshold.Suffix():
			return "explains inputs by " + m.Summary + "; weak activations are frozen"
		case serving.Mask.Suffix():
			return "explains inputs by " + m.Summary + "; activations that are weak at the input are frozen"
		}
	}
	return "runs the network"
}

// defaultOf describes the value of an optional input that is left out. It is empty if
// the graph does not hold that value as a constant.
func defaultOf(o gr.Output) string {
	if len(o.Node.Inputs) == 0 || o.Node.Inputs[0].Node.Op != "Const" {
		return ""
	}
	values, err := o.Node.Inputs[0].Node.ConstValue(1)
	if err != nil || len(values) != 1 {
		return ""
	}
	// A float32 is printed with as many digits as it needs.
	return strconv.FormatFloat(values[0], 'g', -1, 32)
}
