package savedmodels

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	gr "tfreeze/graphrewrite"
)

// CardFile is the name of the file with a model's Card. It is beside the model's file, in
// a SavedModel's directory, or in its assets.extra.
const CardFile = "tfreeze.json"

// maxCard bounds the size of a card, in bytes.
const maxCard = 1 << 20

// A Card says what a model's graph does not.
type Card struct {
	// Preprocess turns an image into the network's input. In the file, a name that
	// FindRecipe knows is enough.
	Preprocess *Recipe `json:"preprocess,omitempty"`
	// Labels is a file with one class name per line. Its path is relative to the card.
	// In a card that is read, it must lie inside the model's directory: gen copies the
	// file, so a stranger's model must not be able to name any file of the machine. A
	// program may set any path.
	Labels string `json:"labels,omitempty"`
	// Input and Output name tensors, where they should not be inferred.
	Input  string `json:"input,omitempty"`
	Output string `json:"output,omitempty"`
	// Layout is the order of an image's dimensions in the input, HWC or CHW, where the
	// graph does not show it.
	Layout gr.Layout `json:"layout,omitempty"`
	// Generated is set in models that gen wrote.
	Generated *Generated `json:"generated,omitempty"`

	dir string
}

// Generated records how gen made the model.
type Generated struct {
	// From is the path of the model it was made from.
	From string `json:"from"`
	// Score is the tensor that is explained, [N,classes].
	Score string `json:"score"`
	// ScoreKind is logit or probability.
	ScoreKind string `json:"score_kind"`
	Head
	// Methods are the names of those that were added.
	Methods []string `json:"methods"`
	// Exact is set if the network runs by its own ops, and gradients by the plain
	// rules: nothing is replaced by a faster form.
	Exact bool `json:"exact,omitempty"`
	// GraphSHA256 is the hash of the graph's text form.
	GraphSHA256 string `json:"graph_sha256"`
	// Source is the model's own input that the explained one is made of, by preprocessing
	// in the graph; empty if it is the model's own.
	Source string `json:"source,omitempty"`
	// Rows says, by name of the activation, where it holds the images of a batch; those
	// of shape [N,...] are left out.
	Rows map[string]gr.Rows `json:"rows,omitempty"`
	// Layout is the order of an image's dimensions in the input, empty if unknown.
	Layout gr.Layout `json:"layout,omitempty"`
	// Layer is the tensor of the features that methods of one layer explain; empty if there
	// is none.
	Layer string `json:"layer,omitempty"`
	// Criterion, PercentileOver and FreezeLayers say which nodes pass in the frozen
	// signatures, as the options of those names do; empty is the default.
	Criterion      string `json:"criterion,omitempty"`
	PercentileOver string `json:"percentile_over,omitempty"`
	FreezeLayers   string `json:"freeze_layers,omitempty"`
	// Alone says why batches are refused; empty if they are not.
	Alone string `json:"alone,omitempty"`
	// Unfrozen says why nothing is frozen, so that there are plain maps alone; empty if
	// something is.
	Unfrozen string `json:"unfrozen,omitempty"`
}

// Passing says which nodes pass in the frozen signatures; empty is the default.
func (g Generated) Passing() string {
	var parts []string
	for _, p := range []struct{ what, value string }{{"criterion", g.Criterion}, {"percentile over", g.PercentileOver}, {"layers", g.FreezeLayers}} {
		if p.value != "" {
			parts = append(parts, p.what+" "+p.value)
		}
	}
	return strings.Join(parts, ", ")
}

// LabelsPath returns the path of the labels, empty if there are none.
func (c Card) LabelsPath() string {
	if c.Labels == "" || filepath.IsAbs(c.Labels) {
		return c.Labels
	}
	return filepath.Join(c.dir, c.Labels)
}

// labelsInside reports whether the path of the labels stays inside the model's
// directory.
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

// checkLayouts refuses a layout that is neither HWC nor CHW.
func (c Card) checkLayouts() error {
	if err := c.Layout.Check(); err != nil || c.Generated == nil {
		return err
	}
	return c.Generated.Layout.Check()
}

// readCard reads the first card that the directories hold. Without any it returns the
// zero Card.
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
