package inputs

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// isPattern reports whether a path is a pattern, and not the name of a file.
func isPattern(path string) bool {
	if !strings.ContainsAny(path, "*?[{") {
		return false
	}
	_, err := os.Lstat(path)
	return err != nil
}

// matching lists the files that a pattern matches, sorted. ** matches any number of
// folders, and {a,b} either of both.
func matching(pattern string) ([]string, error) {
	found, err := doublestar.FilepathGlob(pattern, doublestar.WithFilesOnly())
	if errors.Is(err, doublestar.ErrBadPattern) {
		return nil, errors.New("it is no file, and not a valid pattern")
	}
	if err == nil && len(found) == 0 {
		return nil, errors.New("no file matches the pattern")
	}
	slices.Sort(found)
	return found, err
}
