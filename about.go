package tfreeze

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// An About is what there is to say of a model.
type About struct {
	// Path is where it was read from, and Form what was found there.
	Path, Form string
	// Input is the tensor that is attributed to, and Shape that of one input, [H,W,C]
	// for images; -1 is a dimension that is open, and nil an open rank.
	Input string
	Shape []int64
	// Score is the tensor that is explained, and Head says how the model's output
	// follows from it: "before the Softmax probabilities".
	Score, Head string
	// Labels are the classes' names, where there are any.
	Labels []string
	// Methods are those that are explained unless others are asked for.
	Methods []string
	// Inference says what of the model was set to inference, and why.
	Inference []string
}

// About says what the model is.
func (m *Model) About() About {
	a := aboutModel(m.model, m.explainer.InputName(), m.explainer.InputShape(), m.folded)
	a.Labels = m.labels.Names
	for _, method := range m.methods {
		a.Methods = append(a.Methods, method.Name)
	}
	return a
}

func aboutModel(m *savedmodels.Model, input string, shape []int64, folded []gr.Folded) About {
	g := m.Card.Generated
	a := About{Path: m.Path, Form: m.Form, Input: input, Shape: shape, Score: g.Score, Head: g.Head.String()}
	for _, f := range folded {
		a.Inference = append(a.Inference, f.String())
	}
	return a
}
