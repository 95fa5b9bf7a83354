package savedmodels

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Source says where a model is.
type Source struct {
	// Path is a SavedModel directory or its file, by whatever name; a directory of
	// versions, of which the newest is read; a MetaGraph (.meta) or the checkpoint
	// beside it; or a frozen GraphDef. Each file may be in text form.
	Path string
	// Tag is the tag of the MetaGraph in a SavedModel. If it is empty, that is serve,
	// or the only MetaGraph.
	Tag string
	// Function names a function of the objects in a SavedModel, to be used in place of a
	// signature. If it is empty, and the model has no signatures, that is the only
	// function.
	Function string
	// Arch names one of Architectures, to be built with the weights in Checkpoint;
	// Path is then empty. With a MetaGraph, Checkpoint replaces the one beside it.
	Arch, Checkpoint string
}

// formSavedModel is the Form of the one kind of model that has tags.
const formSavedModel = "SavedModel"

// Load reads a model in whichever form it is. Errors name the file. A tag for a
// form that has none is an error.
func Load(s Source) (*Model, error) {
	m, err := load(s)
	if err == nil && s.Tag != "" && m.Form != formSavedModel {
		return nil, fmt.Errorf("%s (%s): --tag %s has no effect: only a SavedModel has tags", m.Path, m.Form, s.Tag)
	}
	if err == nil && s.Function != "" && m.Form != formSavedModel {
		return nil, fmt.Errorf("%s (%s): --function %s has no effect: only a SavedModel has functions", m.Path, m.Form, s.Function)
	}
	if err == nil {
		m.hash = &hash{}
	}
	return m, err
}

func load(s Source) (*Model, error) {
	if s.Arch != "" {
		return loadArchitecture(s)
	}
	if meta, ok := metaGraphOf(s.Path); ok {
		return loadMetaGraph(meta, s.Checkpoint)
	}
	if s.Checkpoint != "" {
		return nil, fmt.Errorf("the checkpoint %q needs a network: a MetaGraph (%s) or an architecture", s.Checkpoint, metaExtension)
	}
	info, err := os.Stat(s.Path)
	if errors.Is(err, fs.ErrNotExist) && strings.Contains(s.Path, "://") {
		return nil, fmt.Errorf("model %q is not a file: download it, and give the file or directory", s.Path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("model %q does not exist", s.Path)
	}
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	if info.IsDir() {
		at, err := locateDir(s.Path)
		if err != nil {
			return nil, err
		}
		return loadSavedModel(at, s)
	}
	if at, ok := locateFile(s.Path); ok {
		return loadSavedModel(at, s)
	}
	return loadFrozen(s.Path)
}

// metaGraphOf finds the MetaGraph that a path means: the file itself, or the one
// beside a checkpoint.
func metaGraphOf(path string) (string, bool) {
	if isFile(path) && filepath.Ext(path) == metaExtension {
		return path, true
	}
	return path + metaExtension, isFile(path + metaExtension)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}
