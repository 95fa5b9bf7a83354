package savedmodels

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
)

// A Variable is an entry in a checkpoint's directory.
type Variable struct {
	Name  string
	DType typespb.DataType
	Shape gr.Shape
}

// A Checkpoint is the directory of a TensorFlow checkpoint: what it holds, not
// the values.
type Checkpoint struct {
	// Path is what RestoreV2 takes: the file of a V1 checkpoint, or the prefix
	// of a V2 checkpoint.
	Path    string
	Version int
	// Variables are sorted by name.
	Variables []Variable
}

// Variable finds a variable by its name.
func (c *Checkpoint) Variable(name string) (Variable, bool) {
	i, ok := slices.BinarySearchFunc(c.Variables, name, func(v Variable, name string) int {
		return strings.Compare(v.Name, name)
	})
	if !ok {
		return Variable{}, false
	}
	return c.Variables[i], true
}

// OpenCheckpoint reads the directory of a checkpoint. The path is that of a V1
// file, a V2 prefix or one of its files, or a directory with one checkpoint.
func OpenCheckpoint(path string) (*Checkpoint, error) {
	c, err := openCheckpoint(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint %q: %w", path, err)
	}
	return sortedCheckpoint(c), nil
}

func sortedCheckpoint(c *Checkpoint) *Checkpoint {
	slices.SortFunc(c.Variables, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	return c
}

// v2Part is what follows the prefix in the name of a V2 checkpoint's file.
var v2Part = regexp.MustCompile(`\.(index|meta|data-\d{5}-of-\d{5})$`)

func openCheckpoint(path string) (*Checkpoint, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		if path, err = checkpointIn(path); err != nil {
			return nil, err
		}
		_, err = os.Stat(path)
	}
	prefix := v2Part.ReplaceAllString(path, "")
	if _, indexErr := os.Stat(prefix + ".index"); indexErr == nil {
		return openV2(prefix)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("it does not exist")
	case err != nil:
		return nil, err
	case prefix != path:
		return nil, fmt.Errorf("its index %s is missing", filepath.Base(prefix)+".index")
	}
	return openV1(path)
}

// checkpointIn finds the one checkpoint in a directory.
func checkpointIn(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	found := map[string][]string{}
	for _, e := range entries {
		extension := filepath.Ext(e.Name())
		found[extension] = append(found[extension], e.Name())
	}
	names := found[".index"]
	if len(names) == 0 {
		names = found[".ckpt"]
	}
	if len(names) != 1 {
		return "", fmt.Errorf("the directory holds %d checkpoints: name one", len(names))
	}
	return filepath.Join(dir, v2Part.ReplaceAllString(names[0], "")), nil
}

// v2Files lists the index and the data of a V2 checkpoint.
func v2Files(prefix string) ([]string, error) {
	dir, base := filepath.Split(prefix)
	entries, err := os.ReadDir(filepath.Clean(dir))
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		part, ok := strings.CutPrefix(e.Name(), base)
		if ok && part != ".meta" && v2Part.FindString(part) == part && part != "" {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}
