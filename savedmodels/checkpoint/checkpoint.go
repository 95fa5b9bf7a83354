// Package checkpoint reads and copies TensorFlow's checkpoints, which hold the values of
// a network's variables. It needs no TensorFlow.
//
// There are two formats. V1 is one file; early versions of tf.train.Saver wrote it. V2 is
// a bundle of files: PREFIX.index says where each variable is, and the shards
// PREFIX.data-00000-of-00001 and so on hold the bytes. The V1 file and the V2 index are
// tables, also known as SSTables, in the format of LevelDB: pairs of a key and a value,
// sorted, in blocks with a checksum.
//
// Open lists the variables of a checkpoint, without their values. Values passes these on as
// streams, and CopyVariables copies them. No file is trusted before it is checked.
package checkpoint

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

// A Variable is an entry in the list of a checkpoint.
type Variable struct {
	Name  string
	DType typespb.DataType
	// Shape is that of the whole variable.
	Shape gr.Shape
	// Sliced reports whether the checkpoint holds the variable in slices, as a partitioner
	// makes them. TensorFlow's RestoreV2 puts them together; Values does not.
	Sliced bool
}

// A Checkpoint lists the variables of a TensorFlow checkpoint, without their values.
type Checkpoint struct {
	// Path is what TensorFlow's RestoreV2 takes: the file of a V1 checkpoint, or the
	// prefix of a V2 checkpoint. Version is 1 or 2.
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

// Open lists the variables of a checkpoint. The path is that of a V1 file, of a V2 prefix
// or one of its files, or of a directory with one checkpoint.
func Open(path string) (*Checkpoint, error) {
	c, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint %q: %w", path, err)
	}
	return sorted(c), nil
}

func sorted(c *Checkpoint) *Checkpoint {
	slices.SortFunc(c.Variables, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) })
	return c
}

// v2Part matches what follows the prefix in the names of a V2 checkpoint's files.
var v2Part = regexp.MustCompile(`\.(index|meta|data-\d{5}-of-\d{5})$`)

func open(path string) (*Checkpoint, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		if path, err = theOneIn(path); err != nil {
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

// theOneIn finds the one checkpoint in a directory.
func theOneIn(dir string) (string, error) {
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

// IsData reports whether a path is named like a shard of a V2 checkpoint. Its content
// cannot tell: it is bytes without a format.
func IsData(path string) bool { return strings.HasPrefix(v2Part.FindString(path), ".data-") }

// Files lists the files of a checkpoint by its Path: index and shards of V2, or the one
// file of V1.
func Files(path string) ([]string, error) {
	dir, base := filepath.Split(path)
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
	if len(files) == 0 {
		return []string{path}, nil
	}
	return files, nil
}
