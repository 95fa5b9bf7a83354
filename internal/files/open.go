package files

import (
	"fmt"
	"os"
)

// Open opens a regular file, and gives its size in bytes. A pipe or a device, to
// which a link may lead, is an error: reading one need not end.
func Open(path string) (file *os.File, size int64, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%s is not a regular file", path)
	}
	file, err = os.Open(path)
	return file, info.Size(), err
}
