package savedmodels

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"tfreeze/savedmodels/checkpoint"
)

// A hash is computed once.
type hash struct {
	once sync.Once
	sum  string
	err  error
}

// Hash returns the SHA-256 of the model's files, in hex, as they are when it is first
// called: saved_model.pb, the MetaGraph or the frozen GraphDef; the checkpoint; and the
// files that fill tables. Several goroutines may call it at once.
func (m *Model) Hash() (string, error) {
	if m.hash == nil {
		return m.hashFiles()
	}
	m.hash.once.Do(func() { m.hash.sum, m.hash.err = m.hashFiles() })
	return m.hash.sum, m.hash.err
}

func (m *Model) hashFiles() (string, error) {
	var files []string
	switch info, err := os.Stat(m.Path); {
	case err == nil && info.IsDir():
		files = append(files, cmp.Or(m.file, filepath.Join(m.Path, savedModelFile)))
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

// weightFiles lists the files of the checkpoint, if there is one. The model's own file,
// which a V1 checkpoint may be, is left out.
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
