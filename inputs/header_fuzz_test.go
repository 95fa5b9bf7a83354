package inputs

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzHeader: any bytes give an error, or a header with a valid orientation.
func FuzzHeader(f *testing.F) {
	for _, pattern := range []string{"turned_*", "animated.*"} {
		files, err := filepath.Glob(pictures + pattern)
		if err != nil || len(files) == 0 {
			f.Fatal(files, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		h, err := readHeader(bytes.NewReader(raw))
		if err != nil {
			return
		}
		if h.orientation < Stored || h.orientation > 8 || h.size.X < 1 || h.size.Y < 1 {
			t.Errorf("%+v", h)
		}
	})
}
