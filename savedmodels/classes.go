package savedmodels

import gr "tfreeze/graphrewrite"

// Classes returns the number of classes in the logits of a model that gen built; -1 if
// its graph leaves it open.
func (m *Model) Classes() int {
	s, _ := m.Signature(SignatureActivations)
	logits := s.Outputs[LogitsKey]
	if logits.IsZero() {
		return -1
	}
	shape := logits.Shape()
	if shape == nil {
		shape = gr.Shape(m.types[logits].Shape)
	}
	if len(shape) != 2 || shape[1] < 1 {
		return -1
	}
	return int(shape[1])
}
