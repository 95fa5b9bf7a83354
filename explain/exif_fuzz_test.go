package explain_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"tfreeze/explain"
)

// FuzzHeader: any bytes are a header or an error, and an orientation that there is.
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
		h, err := explain.ReadHeader(bytes.NewReader(raw))
		if err != nil {
			return
		}
		if h.Orientation < explain.Stored || h.Orientation > 8 || h.Size.X < 1 || h.Size.Y < 1 {
			t.Errorf("%+v", h)
		}
	})
}
