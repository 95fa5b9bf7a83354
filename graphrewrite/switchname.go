package graphrewrite

import (
	"slices"
	"strings"
)

// Names of switches, as normalised writes them.
var (
	forTraining = []string{
		"dropout", "istrain", "istraining", "istrainphase", "keraslearningphase", "learningphase", "phase", "phasetrain", "train",
		"training", "trainingflag", "trainingmode", "trainingphase", "trainmode", "trainphase", "usedropout",
	}
	forInference = []string{
		"deterministic", "eval", "evalmode", "evaluate", "evaluation", "inference", "inferencemode", "iseval", "isevaluation", "isinference",
		"ispredict", "isprediction", "ispredicting", "istest", "istesting", "predict", "prediction", "test", "testing", "testmode", "testphase",
	}
)

// byName decides a switch by its name in the graph, or in a signature.
func (q Inference) byName(_ *Graph, n *Node) (value bool, why string) {
	for _, name := range []string{n.Name, q.Called[n]} {
		switch name = normalised(name); {
		case slices.Contains(forTraining, name):
			return false, "its name"
		case slices.Contains(forInference, name):
			return true, "its name"
		}
	}
	return false, ""
}

// normalised returns the last part of a name, lower case, without digits and punctuation.
func normalised(name string) string {
	name = name[strings.LastIndexByte(name, '/')+1:]
	name = strings.TrimPrefix(strings.ToLower(name), "serving_default_")
	return strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, name)
}
