package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tfreeze/jobs"
)

// TestPoison: an input that kills its process each time is given up after three deaths,
// and all others are explained. It is tried again if the file of attempts is removed.
func TestPoison(t *testing.T) {
	const poison, inputs = "0001-", 5
	dir := t.TempDir()
	writeNoise(t, filepath.Join(dir, "in"), inputs)
	out := filepath.Join(dir, "out")
	shard := filepath.Join(out, jobs.Shard{N: 1}.Dir())
	deaths := 0
	for killed(t, loneWorker(dir, out), shard, poison) {
		if deaths++; deaths > 2*inputs {
			t.Fatal("it is tried for ever")
		}
	}
	if deaths != 3 {
		t.Errorf("%d processes died", deaths)
	}
	for range 2 { // a scheduler may start it again, and again
		failed := lines[jobs.FailedLine](t, filepath.Join(shard, jobs.FailedFile))
		if n := len(lines[jobs.Line](t, filepath.Join(shard, jobs.RecordsFile))); n != inputs-1 || len(failed) != 1 {
			t.Fatalf("%d inputs are explained, %d have failed", n, len(failed))
		}
		if why := failed[0].Error; !strings.HasPrefix(failed[0].Name, poison) || !strings.HasPrefix(why, "it has killed the process 3 times; to try it again, remove ") {
			t.Errorf("%s failed: %s", failed[0].Name, why)
		}
		if text, err := loneWorker(dir, out).CombinedOutput(); err == nil {
			t.Errorf("no failure: %s", text)
		}
	}
	if err := os.Remove(filepath.Join(shard, jobs.AttemptsFile)); err != nil {
		t.Fatal(err)
	}
	if text, err := loneWorker(dir, out).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, text)
	}
	if _, err := os.Stat(filepath.Join(shard, jobs.AttemptsFile)); !os.IsNotExist(err) {
		t.Errorf("a file of attempts is left: %v", err)
	}
}

// killed runs a worker and kills it once an input of that name is under way. It returns
// false if the worker ended before.
func killed(t *testing.T, w *exec.Cmd, shard, name string) bool {
	t.Helper()
	path := filepath.Join(shard, jobs.AttemptsFile)
	before, _ := os.ReadFile(path) // what an earlier worker has left
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.Wait() }()
	for {
		select {
		case <-ended:
			return false
		case <-time.After(time.Millisecond):
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, before) && underWay(t, path, name) {
			w.Process.Kill()
			<-ended
			return true
		}
	}
}

func underWay(t *testing.T, path, name string) (under bool) {
	for _, l := range lines[struct {
		Name   string
		Deaths int
		Ended  bool
	}](t, path) {
		if strings.HasPrefix(l.Name, name) {
			under = l.Deaths == 0 && !l.Ended
		}
	}
	return under
}

// lines reads the whole lines of a file that may be missing.
func lines[T any](t *testing.T, path string) (all []T) {
	t.Helper()
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var l T
		if json.Unmarshal(s.Bytes(), &l) == nil {
			all = append(all, l)
		}
	}
	return all
}

func loneWorker(dir, out string) *exec.Cmd {
	return exec.Command("tfreeze", "explain", filepath.Join("..", "..", "testdata", "tiny", "frozen.pb"), filepath.Join(dir, "in", "*.npy"),
		"--method", "integrated_gradients", "--steps", "2000", "--engine", "dense", "--freeze", "threshold", "--threads", "2", "--out", out, "--shard", "0/1")
}
