package savedmodels

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"tfreeze/savedmodels/checkpoint"
)

// Hash is the SHA-256 over the model's files: the SavedModel, its variables and
// what fills its tables, the frozen graph, or the checkpoint.
func (m *Model) Hash() (string, error) {
	var files []string
	switch info, err := os.Stat(m.Path); {
	case err == nil && info.IsDir():
		files = append(files, filepath.Join(m.Path, savedModelFile))
	case err == nil:
		files = append(files, m.Path)
	}
	weights, err := m.weightFiles()
	if err != nil {
		return "", err
	}
	files = append(files, weights...)
	if m.Weights != nil {
		for _, tensor := range slices.Sorted(maps.Keys(m.Weights.Assets)) {
			files = append(files, m.Weights.Assets[tensor])
		}
	}
	h := sha256.New()
	for _, f := range files {
		if err := hashFile(h, f); err != nil {
			return "", fmt.Errorf("model: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// weightFiles lists the files of the checkpoint, if there is one, but not the
// model's own file, which a V1 checkpoint may be.
func (m *Model) weightFiles() ([]string, error) {
	if m.Weights == nil || m.Weights.File == "" {
		return nil, nil
	}
	all, err := checkpoint.Files(m.Weights.File)
	return slices.DeleteFunc(all, func(path string) bool { return path == m.Path }), err
}

func hashFile(h io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(h, f)
	return err
}
