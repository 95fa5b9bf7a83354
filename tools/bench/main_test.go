package main

import (
	"os"
	"os/exec"
	"testing"
)

// TestPython runs the tests of what is written in Python.
func TestPython(t *testing.T) {
	python := os.Getenv("PYTHON")
	if python == "" {
		t.Skip("PYTHON names no Python that has NumPy")
	}
	if out, err := exec.Command(python, "-m", "unittest", "discover", "-p", "*_test.py").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
