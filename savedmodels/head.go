package savedmodels

// The activations that make probabilities of scores.
const (
	Softmax = "Softmax"
	Sigmoid = "Sigmoid"
)

// A Head says how the scores that are explained become what the model gives.
type Head struct {
	// Activation makes probabilities of the scores: Softmax or Sigmoid. It is empty
	// if the output itself is explained.
	Activation string `json:"activation,omitempty"`
	// Over is the op and the node that were stepped over.
	Over string `json:"over,omitempty"`
	// Unit is the tensor that a binary model has for class 1; what is explained is
	// made of it, with class 0 beside it. It is empty for other models.
	Unit string `json:"unit,omitempty"`
}

// String reads "before the Softmax probabilities", or "the output itself".
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
