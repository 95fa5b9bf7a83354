package explain

import (
	"os"
	"path/filepath"
	"testing"
)

// TestLeftOf: a container's limit counts, less what is used and cannot be given up.
func TestLeftOf(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		left  int64
		known bool
	}{
		"version 2": {map[string]string{"memory.max": "4000\n", "memory.current": "1500\n", "memory.stat": "anon 700\ninactive_file 300\n"}, 2800, true},
		"version 1": {map[string]string{"memory/memory.limit_in_bytes": "4000\n", "memory/memory.usage_in_bytes": "4100\n"}, 0, true},
		"no limit":  {map[string]string{"memory.max": "max\n", "memory.current": "1500\n"}, 0, false},
		"no group":  {nil, 0, false},
	} {
		root := t.TempDir()
		for file, text := range c.files {
			path := filepath.Join(root, file)
			os.MkdirAll(filepath.Dir(path), 0o755)
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if left, known := leftOf(root); left != c.left || known != c.known {
			t.Errorf("%s: %d, %v", name, left, known)
		}
	}
}
