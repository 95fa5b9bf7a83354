package results

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"tfreeze/explain"
	"tfreeze/savedmodels"
)

// Top returns the n classes with the highest scores. The activation, Softmax or
// Sigmoid, turns scores into probabilities.
func Top(scores []float32, labels []string, n int, activation string) []Prediction {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	top := make([]Prediction, min(n, len(order)))
	for i := range top {
		class := order[i]
		top[i] = Prediction{Class: class, Label: LabelOf(labels, class), Score: scores[class], Probability: probability(activation, scores, class)}
	}
	return top
}

// Predictions returns the n classes with the highest scores: at the position that is
// explained, or summed as what is explained. There are none if that is a sum over classes.
// A sum has no probability.
func Predictions(r *explain.Result, labels []string, n int, activation string) []Prediction {
	if r.Explained.IsSum() {
		activation = ""
	}
	return Top(r.Explained.ByClass(r.Shape, r.Scores), labels, n, activation)
}

// ExplainedName is the name of the class that is explained, or "3,5,1 tabby" for an
// element of scores with positions.
func ExplainedName(r *explain.Result, label string) string {
	if class, ok := r.Explained.IsClass(); ok {
		return ClassName(class, label)
	}
	return strings.TrimSpace(r.Explained.String() + " " + label)
}

// explained is ExplainedName of an input that was explained.
func (in *Input) explained() string {
	if in.Element == "" {
		return ClassName(in.Target, in.Label)
	}
	return strings.TrimSpace(in.Element + " " + in.Label)
}

// probability returns the activation of a class's score, or nil without an activation.
func probability(activation string, scores []float32, class int) *float64 {
	of := []float32{0, scores[class]} // a Sigmoid is a Softmax over 0 and the score
	switch activation {
	case savedmodels.Softmax:
		of = scores
	case savedmodels.Sigmoid:
	default:
		return nil
	}
	sum := 0.0
	for _, s := range of {
		sum += math.Exp(float64(s - scores[class]))
	}
	p := 1 / sum
	return &p
}

// LabelOf returns a class's label. It is empty if there is none.
func LabelOf(labels []string, class int) string {
	if class >= 0 && class < len(labels) {
		return labels[class]
	}
	return ""
}

// ClassName returns "281 tabby", or "281" without a label.
func ClassName(class int, label string) string {
	if label == "" {
		return fmt.Sprint(class)
	}
	return fmt.Sprintf("%d %s", class, label)
}

func layersOf(layers []explain.Layer) []Layer {
	records := make([]Layer, len(layers))
	for i, l := range layers {
		records[i] = Layer{Name: l.Name, Shape: l.Shape, Nodes: l.Nodes, Positives: l.Positives, Selected: l.Selected}
		if t := l.Threshold; t < float32(math.Inf(1)) {
			records[i].Threshold = &t
		}
	}
	return records
}
