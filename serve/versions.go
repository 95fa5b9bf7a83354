package serve

import (
	"os"
	"path/filepath"
	"strconv"
)

// versionOf is the number of the newest version in a directory of versions, or that of
// the directory itself; "1" if it has none.
func versionOf(path string) string {
	newest := -1
	entries, _ := os.ReadDir(path)
	for _, e := range entries {
		n, err := strconv.Atoi(e.Name())
		if err == nil && e.IsDir() && isModel(filepath.Join(path, e.Name())) {
			newest = max(newest, n)
		}
	}
	if newest >= 0 {
		return strconv.Itoa(newest)
	}
	if own := filepath.Base(path); isNumber(own) {
		return own
	}
	return "1"
}

func isNumber(text string) bool {
	_, err := strconv.ParseUint(text, 10, 63)
	return err == nil
}

// isModel reports whether a directory is a SavedModel.
func isModel(dir string) bool {
	for _, name := range []string{"saved_model.pb", "saved_model.pbtxt"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}
