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
	var files []string
	switch info, err := os.Stat(m.Path); {
	case err == nil && info.IsDir():
		files = append(files, filepath.Join(m.Path, savedModelFile))
	case err == nil:
		files = append(files, m.Path)
	}
	// A V2 checkpoint's path is a prefix, a V1 checkpoint's that of its file.
	if m.Weights != nil && m.Weights.File != "" {
		shards, err := v2Files(m.Weights.File)
		if err != nil {
			return "", err
		}
		files = append(files, shards...)
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
	_, err = io.Copy(h, f)
	return err
}
