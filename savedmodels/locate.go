package savedmodels

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"tfreeze/internal/formats"
)

// savedModelNames are the names of a SavedModel's file, in binary and in text form.
var savedModelNames = []string{savedModelFile, savedModelFile + "txt"}

// A location says where a SavedModel is.
type location struct {
	// path is what stands for the model: the directory, or a file by another name.
	path string
	// file holds the SavedModel message, and dir its variables and assets.
	file, dir string
	// choice says which of several versions this is; empty if there was no choice.
	choice string
}

// locateDir finds the SavedModel in a directory, or the newest in a directory of
// versions, as TensorFlow Serving has it.
func locateDir(dir string) (location, error) {
	if file := modelFile(dir); file != "" {
		return location{path: dir, file: file, dir: dir}, nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return location{}, fmt.Errorf("model: %w", err)
	}
	all := versions(dir, entries)
	if len(all) == 0 {
		return location{}, notSavedModel(dir, entries)
	}
	newest := filepath.Join(dir, all[len(all)-1])
	l := location{path: newest, file: modelFile(newest), dir: newest}
	l.choice = "version " + all[len(all)-1] + ", the only one"
	if len(all) > 1 {
		l.choice = fmt.Sprintf("version %s, the newest of %d", all[len(all)-1], len(all))
	}
	return l, nil
}

// locateFile reports whether a file is that of a SavedModel, whatever its name is.
func locateFile(path string) (location, bool) {
	dir := filepath.Dir(path)
	if slices.Contains(savedModelNames, filepath.Base(path)) {
		return location{path: dir, file: path, dir: dir}, true
	}
	f, err := formats.OfPath(path)
	return location{path: path, file: path, dir: dir}, err == nil && (f.Kind == formats.SavedModel || f.Kind == formats.SavedModelText)
}

// modelFile returns the file of the SavedModel in a directory, empty without one.
func modelFile(dir string) string {
	for _, name := range savedModelNames {
		if file := filepath.Join(dir, name); isFile(file) {
			return file
		}
	}
	return ""
}

// versions lists the versions in a directory, the oldest first. A version is a number.
func versions(dir string, entries []os.DirEntry) []string {
	numbers := map[string]uint64{}
	var found []string
	for _, e := range entries {
		n, err := strconv.ParseUint(e.Name(), 10, 63)
		if err == nil && strconv.FormatUint(n, 10) == e.Name() && modelFile(filepath.Join(dir, e.Name())) != "" {
			numbers[e.Name()], found = n, append(found, e.Name())
		}
	}
	slices.SortFunc(found, func(a, b string) int {
		if numbers[a] < numbers[b] {
			return -1
		}
		return 1
	})
	return found
}
