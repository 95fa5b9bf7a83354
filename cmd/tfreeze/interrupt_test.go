package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tfreeze/internal/files"
	"tfreeze/internal/npy"
	"tfreeze/results"
)

// TestInterrupt cancels explain after the first map. The files that remain are whole,
// and explain.json says that the run is not complete.
func TestInterrupt(t *testing.T) {
	dir := t.TempDir()
	x, out := filepath.Join(dir, "x.npy"), filepath.Join(dir, "out")
	writeOnes(t, x, 6, 6, 3)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer cancel()
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
			if _, err := os.Stat(filepath.Join(out, "x", "grad.plain.npy")); err == nil {
				return
			}
		}
	}()
	var stdout, stderr bytes.Buffer
	model := filepath.Join("..", "..", "testdata", "tiny", "frozen.pb")
	code := run(ctx, []string{"tfreeze", "explain", "--method", "grad,integrated_gradients", "--steps", "1000000",
		"--freeze", "plain", "--out", out, model, x}, &stdout, &stderr)
	if code != 130 || stderr.String() != "tfreeze: interrupted; what was finished is kept\n" {
		t.Errorf("exit code %d, stderr %q", code, stderr.String())
	}
	want := []string{"explain.json", "x/grad.plain.npy", "x/grad.plain.png"}
	if diff := cmp.Diff(want, filesBelow(t, out)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	checkWhole(t, filepath.Join(out, "x", "grad.plain.npy"))
	if r, err := results.Read(out); err != nil || r.Complete {
		t.Errorf("explain.json: %+v, error %v", r, err)
	}
}

// TestInterruptEarly cancels before the first map, and nothing is written.
func TestInterruptEarly(t *testing.T) {
	dir := t.TempDir()
	x, out := filepath.Join(dir, "x.npy"), filepath.Join(dir, "out")
	writeOnes(t, x, 6, 6, 3)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stdout, stderr bytes.Buffer
	model := filepath.Join("..", "..", "testdata", "tiny", "frozen.pb")
	code := run(ctx, []string{"tfreeze", "explain", model, x, "--out", out}, &stdout, &stderr)
	if code != 130 || !strings.Contains(stderr.String(), "interrupted") {
		t.Errorf("exit code %d, stderr %q", code, stderr.String())
	}
	if _, err := os.Stat(out); err == nil {
		t.Errorf("%s is there", out)
	}
}

// TestSignals ends the command by a signal. Its exit code is the one that shells expect
// for that signal.
func TestSignals(t *testing.T) {
	for s, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		dir := t.TempDir()
		x, out := filepath.Join(dir, "x.npy"), filepath.Join(dir, "out")
		writeOnes(t, x, 6, 6, 3)
		model := filepath.Join("..", "..", "testdata", "tiny", "frozen.pb")
		c := exec.Command("tfreeze", "explain", "--method", "grad,integrated_gradients", "--steps", "1000000", "--freeze", "plain", "--out", out, model, x)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
			if _, err := os.Stat(filepath.Join(out, "x", "grad.plain.npy")); err == nil {
				break
			}
		}
		c.Process.Signal(s)
		c.Wait()
		if got := c.ProcessState.ExitCode(); got != want {
			t.Errorf("%v: exit code %d, want %d", s, got, want)
		}
	}
}

func writeOnes(t *testing.T, path string, shape ...int) {
	t.Helper()
	n := 1
	for _, d := range shape {
		n *= d
	}
	err := files.Write(path, func(w io.Writer) error {
		return npy.Write(w, shape, slices.Repeat([]float32{1}, n))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			files = append(files, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func checkWhole(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := npy.Read(f); err != nil {
		t.Errorf("%s: %v", path, err)
	}
}
