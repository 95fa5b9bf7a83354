package bindings

import (
	"strconv"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// meanings say what the tensors of the signatures of gen are that are no options.
var meanings = map[string]string{
	"attribution":         "is the signed attribution of each element of the input",
	"heatmap":             "is the picture of the attribution: 0 is black, 1 is white",
	"score":               "is the explained score of each input: a logit as a rule",
	serving.BaselineScore: "is that score at the baseline",
	"target":              "is the class that was explained for each input",
}

// meaning says what a tensor of that key is; empty if that is not known.
func meaning(key string) string {
	if c := methods.OptionOf(key); c != nil {
		return c.Meaning
	}
	return meanings[key]
}

// aboutSignature is what a doc comment says of a signature: a clause.
func aboutSignature(name string) string {
	if name == savedmodels.SignatureDefault {
		return "runs the network as it came"
	}
	if name == savedmodels.SignatureActivations {
		return "returns the values of layers, and the logits"
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

// defaultOf says what an optional input is if it is left out, as far as the
// graph tells.
func defaultOf(o gr.Output) string {
	if len(o.Node.Inputs) == 0 || o.Node.Inputs[0].Node.Op != "Const" {
		return ""
	}
	values, err := o.Node.Inputs[0].Node.ConstValue(1)
	if err != nil || len(values) != 1 {
		return ""
	}
	// Of a float32, as many digits as it has.
	return strconv.FormatFloat(values[0], 'g', -1, 32)
}
