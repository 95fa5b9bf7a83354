package files

import (
	"fmt"
	"os"
)

// Open opens a regular file and returns its size in bytes. A pipe or a device is an
// error, also behind a link, because reading it may never end.
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
