package savedmodels

// The activations that turn scores into probabilities.
const (
	Softmax = "Softmax"
	Sigmoid = "Sigmoid"
)

// A Head says how the scores that are explained become the model's output.
type Head struct {
	// Activation turns the scores into probabilities: Softmax or Sigmoid. It is empty
	// if the output itself is explained.
	Activation string `json:"activation,omitempty"`
	// Over is the op and the node that were stepped over, as in "Softmax probabilities".
	Over string `json:"over,omitempty"`
	// Unit is the one score of a binary model, for class 1. What is explained joins it
	// with a score for class 0. It is empty for other models.
	Unit string `json:"unit,omitempty"`
}

// String returns, for example, "before the Softmax probabilities" or "the output
// itself".
func (h Head) String() string {
	switch {
	case h.Unit == "" && h.Over == "":
		return "the output itself"
	case h.Unit == "":
		return "before the " + h.Over
	case h.Over == "":
		return "class 1 is the output " + h.Unit + ", class 0 the rest to 1"
	}
	return "before the " + h.Over + ": class 1 is " + h.Unit + ", class 0 its negative"
}
