package savedmodels

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Hash is the SHA-256 over the model's files: the SavedModel and its variables,
// the frozen graph, or the checkpoint.
func (m *Model) Hash() (string, error) {
	files := []string{m.Path}
	if info, err := os.Stat(m.Path); err == nil && info.IsDir() {
		files = []string{filepath.Join(m.Path, savedModelFile)}
	}
	if m.Weights != nil && m.Weights.File != "" {
		shards, err := filepath.Glob(m.Weights.File + ".*")
		if err != nil {
			return "", err
		}
		if files = append(files, shards...); len(shards) == 0 {
			files = append(files, m.Weights.File)
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

func hashFile(h io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return err
	}
	_, err = io.Copy(h, f)
	return err
}
