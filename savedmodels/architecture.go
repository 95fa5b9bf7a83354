package savedmodels

import (
	"fmt"
	"path/filepath"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels/checkpoint"
	"tfreeze/savedmodels/slim"
)

// Architectures lists the names that Source.Arch may have.
func Architectures() []string { return slim.Architectures() }

func loadArchitecture(s Source) (*Model, error) {
	switch {
	case s.Path != "":
		return nil, fmt.Errorf("a model %q and an architecture were both given", s.Path)
	case s.Checkpoint == "":
		return nil, fmt.Errorf("the architecture %s needs a checkpoint: --checkpoint", s.Arch)
	}
	m, err := buildArchitecture(s.Arch, s.Checkpoint)
	if err != nil {
		return nil, err
	}
	// The path may be that of a directory; the model has the checkpoint's own.
	card, err := readCard(filepath.Dir(m.Path))
	if err != nil {
		return nil, err
	}
	if card.Preprocess == nil {
		card.Preprocess = m.Card.Preprocess
	}
	m.Card = card
	return m, nil
}

func buildArchitecture(name, path string) (*Model, error) {
	a, err := slim.Find(name)
	if err != nil {
		return nil, err
	}
	c, err := checkpoint.Open(path)
	if err != nil {
		return nil, err
	}
	net, err := a.Build(c)
	if err != nil {
		return nil, fmt.Errorf("checkpoint %q: %w", path, err)
	}
	recipe, err := FindRecipe(a.Preprocess)
	if err != nil {
		return nil, err
	}
	saver, err := AddSaver(gr.Scope{Graph: net.Graph, Prefix: "restore"}, net.Variables)
	if err != nil {
		return nil, err
	}
	return &Model{
		Path: c.Path, Form: fmt.Sprintf("%s, V%d checkpoint", a.Name, c.Version), Graph: net.Graph,
		Signatures: []gr.Signature{{
			Name:    SignatureDefault,
			Inputs:  map[string]gr.Output{"input": net.Input},
			Outputs: map[string]gr.Output{"logits": net.Logits},
		}},
		Weights: saver.weights(c.Path), Checkpoint: c,
		Card: Card{Preprocess: &recipe},
	}, nil
}
