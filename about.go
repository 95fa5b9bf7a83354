package tfreeze

import (
	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// An About describes a model.
type About struct {
	// Path is where the model was found, and Form the kind of model: "SavedModel", or
	// "SavedModel, version 3, the newest of 2" if a directory of versions was given.
	Path, Form string
	// Input is the name of the tensor that is explained. Shape is the shape of one
	// input, [H,W,C] for images. A dimension of -1 is open, and a nil shape means an
	// open rank.
	Input string
	Shape []int64
	// Score is the tensor of the scores. Head says how the model's output follows from
	// it: "before the Softmax probabilities".
	Score, Head string
	// Labels are the names of the classes. It is empty if they are unknown.
	Labels []string
	// Methods are the methods that explain by default.
	Methods []string
	// Source is the model's own input of which Input is made, by preprocessing in the
	// graph. It is empty if Input is the model's own.
	Source string
	// Layer is the tensor of the features that methods of one layer explain. It is empty if
	// none of Methods is such a one.
	Layer string
	// Unfrozen says why nothing is frozen, so that there are plain maps alone. It is empty
	// if something is.
	Unfrozen string
	// Inference says which parts of the model were set to inference, and why.
	Inference []string
}

// About describes the model.
func (m *Model) About() About {
	a := aboutModel(m.model, m.explainer.InputName(), m.explainer.InputShape(), m.folded)
	a.Labels = m.labels.Names
	for _, method := range m.methods {
		a.Methods = append(a.Methods, method.Name)
		if method.FromLayer {
			a.Layer = m.model.Card.Generated.Layer
		}
	}
	return a
}

func aboutModel(m *savedmodels.Model, input string, shape []int64, folded []gr.Folded) About {
	g := m.Card.Generated
	a := About{Path: m.Path, Form: m.Description(), Input: input, Shape: shape, Score: g.Score, Head: g.Head.String(), Unfrozen: g.Unfrozen, Source: g.Source}
	for _, f := range folded {
		a.Inference = append(a.Inference, f.String())
	}
	return a
}
