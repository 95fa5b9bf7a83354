package savedmodels

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
)

// ReadLabels returns the labels' file, and the class's name on each of its
// lines; no path gives none.
func ReadLabels(path string) (raw []byte, labels []string, err error) {
	if path == "" {
		return nil, nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("labels: %w", err)
	}
	defer f.Close()
	if raw, err = io.ReadAll(f); err != nil {
		return nil, nil, fmt.Errorf("labels %s: %w", path, err)
	}
	s := bufio.NewScanner(bytes.NewReader(raw))
	for s.Scan() {
		labels = append(labels, strings.TrimSpace(s.Text()))
	}
	if err := s.Err(); err != nil {
		return nil, nil, fmt.Errorf("labels %s: %w", path, err)
	}
	return raw, labels, nil
}
