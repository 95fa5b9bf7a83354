package explain

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
)

const maskSuffix = ".npy"

// readMasks reads the masks of the layers that freeze, in the layers' order: that of the
// layer NAME from DIR/NAME.npy, where the slashes of NAME are directories. It is an error
// if a file is missing, if there is one of no layer, or if one does not fit.
func (j *job) readMasks() ([][]bool, error) {
	dir, masks := j.criterion.Dir, make([][]bool, len(j.cuts))
	files, err := maskFiles(dir)
	if err != nil {
		return nil, err
	}
	var wrong []string
	for i, f := range j.freezings {
		name := f.Activation.Node.Name
		at := slices.Index(files, name+maskSuffix)
		if at >= 0 {
			files = slices.Delete(files, at, at+1)
		}
		switch {
		case j.cuts[i] == nil:
		case at < 0:
			wrong = append(wrong, name+maskSuffix+" is missing")
		default:
			if masks[i], err = readMask(filepath.Join(dir, filepath.FromSlash(name)+maskSuffix), j.cuts[i].shape); err != nil {
				wrong = append(wrong, fmt.Sprintf("%s: %v", name+maskSuffix, err))
			}
		}
	}
	for _, name := range files {
		wrong = append(wrong, name+" is of no layer of the model")
	}
	if wrong != nil {
		return nil, fmt.Errorf("masks in %s: %s", dir, strings.Join(wrong, ", "))
	}
	return masks, nil
}

// maskFiles lists the arrays below a directory, with slashes.
func maskFiles(dir string) ([]string, error) {
	var files []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, maskSuffix) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("masks in %s: %w", dir, err)
	}
	return files, nil
}

// readMask reads the mask of a layer of that shape, with or without a batch of 1.
func readMask(path string, shape gr.Shape) ([]bool, error) {
	a, err := inputs.ReadArray(path)
	if err != nil {
		return nil, err
	}
	if a.Type != "bool" {
		return nil, fmt.Errorf("it holds %s, not bool", a.Type)
	}
	if !slices.Equal(a.Shape, shape) && !slices.Equal(a.Shape, append([]int64{1}, shape...)) {
		return nil, fmt.Errorf("it has shape %v, the layer %v", gr.Shape(a.Shape), shape)
	}
	mask := make([]bool, len(a.Data))
	for i, v := range a.Data {
		mask[i] = v != 0
	}
	return mask, nil
}

// HashMasks is the hash, SHA-256, of the masks below a directory: of the names and the
// contents of its arrays.
func HashMasks(dir string) (string, error) {
	files, err := maskFiles(dir)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, name := range files {
		raw, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return "", fmt.Errorf("masks: %w", err)
		}
		fmt.Fprintf(h, "%s\n%d\n", name, len(raw))
		h.Write(raw)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
