package files

import (
	"errors"
	"io/fs"
	"os"
)

// Cause returns the reason why a file could not be written, such as "no space left on
// device". It drops the temporary name, which means nothing to a user.
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
