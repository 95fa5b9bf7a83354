package savedmodels

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	gr "tfreeze/graphrewrite"
)

// CardFile is the name of the file with a model's Card: beside a model's file,
// or in a SavedModel's directory or its assets.extra.
const CardFile = "tfreeze.json"

// maxCard is more than any card has, in bytes.
const maxCard = 1 << 20

// A Card says about a model what its graph does not.
type Card struct {
	// Preprocess turns an image into the network's input. Its name alone is enough
	// for one that FindRecipe knows.
	Preprocess *Recipe `json:"preprocess,omitempty"`
	// Labels is a file with a class's name per line, relative to the card, and in
	// the model's directory: gen copies it, and so a model that somebody else made
	// must not name any file of the machine. A program may set another one.
	Labels string `json:"labels,omitempty"`
	// Input and Output are names of tensors, where they are not to be inferred.
	Input  string `json:"input,omitempty"`
	Output string `json:"output,omitempty"`
	// Layout is the order of an image's dimensions in the input, HWC or CHW, where the
	// graph does not show it.
	Layout gr.Layout `json:"layout,omitempty"`
	// Generated is set by gen.
	Generated *Generated `json:"generated,omitempty"`

	dir string
}

// Generated records how gen made a model.
type Generated struct {
	From  string `json:"from"`
	Score string `json:"score"`
	// ScoreKind is logit or probability.
	ScoreKind string `json:"score_kind"`
	Head
	Methods []string `json:"methods"`
	// Exact is set if the network is to be computed as it came, and its gradients
	// by the plain rules.
	Exact bool `json:"exact,omitempty"`
	// GraphSHA256 is the hash of the graph's text form.
	GraphSHA256 string `json:"graph_sha256"`
	// Rows are where those activations hold the images of a batch that are not
	// [N,...], by name.
	Rows map[string]gr.Rows `json:"rows,omitempty"`
	// Layout is the order of an image's dimensions in the input, if that is known.
	Layout gr.Layout `json:"layout,omitempty"`
	// Alone says why only one input may be given at a time; empty if batches may.
	Alone string `json:"alone,omitempty"`
}

// LabelsPath is where the labels are, empty if there are none.
func (c Card) LabelsPath() string {
	if c.Labels == "" || filepath.IsAbs(c.Labels) {
		return c.Labels
	}
	return filepath.Join(c.dir, c.Labels)
}

// labelsInside reports whether the labels lie in the model's directory, as far as
// their path says.
func (c Card) labelsInside() bool {
	if c.Labels == "" {
		return true
	}
	within := ""
	if filepath.Base(c.dir) == assetsExtra {
		within = assetsExtra
	}
	return !filepath.IsAbs(c.Labels) && filepath.IsLocal(filepath.Join(within, c.Labels))
}

// checkLayouts refuses what is no layout, whoever wrote it.
func (c Card) checkLayouts() error {
	if err := c.Layout.Check(); err != nil || c.Generated == nil {
		return err
	}
	return c.Generated.Layout.Check()
}

// readCard reads the first card that the directories hold; none is no error.
func readCard(dirs ...string) (Card, error) {
	for _, dir := range dirs {
		path := filepath.Join(dir, CardFile)
		raw, err := readAll(path, "card", maxCard)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return Card{}, err
		}
		c := Card{dir: dir}
		if err := readJSON(raw, &c); err != nil {
			return Card{}, fmt.Errorf("%s: %w", path, err)
		}
		if c.Preprocess != nil {
			if err := c.Preprocess.Validate(); err != nil {
				return Card{}, fmt.Errorf("%s: %w", path, err)
			}
		}
		if err := c.checkLayouts(); err != nil {
			return Card{}, fmt.Errorf("%s: %w", path, err)
		}
		if !c.labelsInside() {
			return Card{}, fmt.Errorf("%s: labels %q are outside of the model's directory", path, c.Labels)
		}
		return c, nil
	}
	return Card{}, nil
}
