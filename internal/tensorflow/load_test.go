package tensorflow

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// asChild marks a child process that tries to load the library of TENSORFLOW_DIR. A
// process can do so only once.
const asChild = "TFREEZE_TEST_LOADS"

func TestMain(m *testing.M) {
	if os.Getenv(asLibrary) != "" || os.Getenv(asCommand) != "" {
		loadAsChild()
		return
	}
	if os.Getenv(asChild) == "" {
		Quiet()
		PreferOneDNN()
		os.Exit(m.Run())
	}
	_, version := Version()
	_, session := NewSession(nil, Options{})
	_, tensor := New(nil, []float32{1})
	_, name := String("")
	_, types := Infer(nil)
	_, ops := OpDefs()
	_, lookup := LookupOps()
	_, noise := NewRandom(1)
	for _, err := range []error{version, session, tensor, name, types, ops, lookup, noise, Load()} {
		fmt.Println(err)
	}
}

// TestLibraryFaults: everything that needs the library fails with the same line, which
// names the variable to set.
func TestLibraryFaults(t *testing.T) {
	empty := t.TempDir()
	text := library(t, func(path string) error { return os.WriteFile(path, []byte("Not a library.\n"), 0o644) })
	other := library(t, func(path string) error { return os.Symlink(loaded(t, `/libc\.so\.6$`), path) })
	for _, c := range []struct{ dir, want string }{
		{empty, "tensorflow: TENSORFLOW_DIR=" + empty + ": no lib/libtensorflow.so.2 or lib/libtensorflow_cc.so.2 there"},
		{filepath.Join(empty, "none"), "tensorflow: TENSORFLOW_DIR=" + empty + "/none: no lib/libtensorflow.so.2 or lib/libtensorflow_cc.so.2 there"},
		{text, "tensorflow: " + text + "/lib/libtensorflow.so.2: .* (run `make setup`, or set TENSORFLOW_DIR to a directory whose lib/ holds libtensorflow)"},
		{other, "tensorflow: " + other + "/lib/libtensorflow.so.2 lacks TFE_ContextListDevices: a libtensorflow of version 2.x is needed"},
	} {
		lines := child(t, c.dir)
		want := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(c.want), `\.\*`, ".*") + "$")
		if len(lines) != 9 {
			t.Errorf("%d lines: %q", len(lines), lines)
		}
		for _, line := range lines {
			if !want.MatchString(line) {
				t.Errorf("got  %s\nwant %s", line, c.want)
			}
		}
	}
}

// library makes a directory for TENSORFLOW_DIR.
func library(t *testing.T, write func(path string) error) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "lib"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := write(filepath.Join(dir, "lib", libraries[0])); err != nil {
		t.Fatal(err)
	}
	return dir
}

// loaded finds a shared library that this process has loaded.
func loaded(t *testing.T, name string) string {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(maps)) {
		fields := strings.Fields(line)
		if path := fields[len(fields)-1]; regexp.MustCompile(name).MatchString(path) {
			return path
		}
	}
	t.Fatalf("no library is loaded that matches %s", name)
	return ""
}

func child(t *testing.T, dir string) []string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), asChild+"=1", "TENSORFLOW_DIR="+dir)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err, stderr.String())
	}
	if stderr.Len() > 0 {
		t.Errorf("standard error: %s", stderr.String())
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}
