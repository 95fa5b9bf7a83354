package savedmodels

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Source says where a model is.
type Source struct {
	// Path is a SavedModel directory, its saved_model.pb, a MetaGraph (.meta)
	// beside its checkpoint, or a frozen graph.
	Path string
	// Tag is the tag of the MetaGraph in a SavedModel; empty means serve, or
	// the only one.
	Tag string
	// Arch names an architecture of Architectures, to be built and to take its
	// weights from Checkpoint; Path is then empty.
	Arch, Checkpoint string
}

// Load reads a model in whichever form it is. Errors name the file.
func Load(s Source) (*Model, error) {
	if s.Arch != "" || s.Checkpoint != "" {
		return loadArchitecture(s)
	}
	info, err := os.Stat(s.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("model %q does not exist", s.Path)
	}
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if filepath.Base(s.Path) == savedModelFile {
		return loadSavedModel(filepath.Dir(s.Path), s.Tag)
	}
	if info.IsDir() {
		return loadSavedModel(s.Path, s.Tag)
	}
	if filepath.Ext(s.Path) == metaExtension {
		return loadMetaGraph(s.Path)
	}
	return loadFrozen(s.Path)
}

func loadArchitecture(s Source) (*Model, error) {
	switch {
	case s.Path != "":
		return nil, fmt.Errorf("a model %q and an architecture were both given", s.Path)
	case s.Arch == "":
		return nil, errors.New("a checkpoint needs an architecture: --arch")
	case s.Checkpoint == "":
		return nil, fmt.Errorf("the architecture %s needs a checkpoint: --checkpoint", s.Arch)
	}
	m, err := buildArchitecture(s.Arch, s.Checkpoint)
	if err != nil {
		return nil, err
	}
	// The checkpoint may have been named by its directory.
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
