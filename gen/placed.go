package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
)

// saving matches the first line of TensorFlow's error for a file that it cannot write:
// the path, perhaps with a temporary ending, and the reason.
var saving = regexp.MustCompile(`(/[^;\n]*?)(?:\.tempstate[0-9]+)?; ([^\n]+)`)

// placed replaces, in an error, the path of a file in tmp, which has a temporary name, by
// its path in dir.
func placed(err error, tmp, dir string) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		if name, ok := strings.CutPrefix(failed.Path, tmp); ok {
			return fmt.Errorf("output %s: %w", filepath.Join(dir, name), failed.Err)
		}
		return err
	}
	if said := saving.FindStringSubmatch(err.Error()); said != nil {
		if name, ok := strings.CutPrefix(said[1], tmp); ok {
			return fmt.Errorf("output %s: %s", filepath.Join(dir, name), strings.ToLower(said[2][:1])+said[2][1:])
		}
	}
	return err
}
