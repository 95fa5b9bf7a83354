package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
)

// saving is what TensorFlow says of a file that it cannot write, in its first line:
// the path, with a temporary end, and the reason.
var saving = regexp.MustCompile(`(/[^;\n]*?)(?:\.tempstate[0-9]+)?; ([^\n]+)`)

// placed names in an error the file that was to be written, in dir, in place of the
// one under a temporary name, in tmp.
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
