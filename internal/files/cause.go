package files

import (
	"errors"
	"io/fs"
	"os"
)

// Cause is why a file could not be written, as in "no space left on device": the
// temporary name means nothing to a reader.
func Cause(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
