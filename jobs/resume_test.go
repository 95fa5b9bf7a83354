package jobs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLines: what a process that was killed has left of a line is no line, and the next
// one is written in its place.
func TestLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), RecordsFile)
	if err := os.WriteFile(path, []byte("{\"name\":\"a\"}\n{\"name\":\"b\"}\n{\"na"), 0o644); err != nil {
		t.Fatal(err)
	}
	names := func() (all []string, whole int64) {
		whole, err := readLines(path, func(l *Line) error { all = append(all, l.Name); return nil })
		if err != nil {
			t.Fatal(err)
		}
		return all, whole
	}
	_, whole := names()
	f, err := openLines(path, whole)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("{\"name\":\"c\"}\n"); err != nil {
		t.Fatal(err)
	}
	all, _ := names()
	if diff := cmp.Diff([]string{"a", "b", "c"}, all); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if _, err := readLines(filepath.Join(t.TempDir(), "none"), func(*Line) error { return nil }); err != nil {
		t.Errorf("a file that is not there: %v", err)
	}
}

// TestTmp: without a lock, what a process of this host that has ended was writing is
// removed, and nothing else.
func TestTmp(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	ended := exec.Command("true")
	if err := ended.Run(); err != nil {
		t.Fatal(err)
	}
	dead, alive, other := fmt.Sprintf("%s.%d.1", host, ended.Process.Pid), fmt.Sprintf("%s.%d.2", host, os.Getppid()), "elsewhere.1.3"
	for _, alone := range []bool{false, true} {
		shard := t.TempDir()
		for _, name := range []string{dead, alive, other} {
			if err := os.MkdirAll(filepath.Join(shard, "tmp", name), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		own, err := makeTmp(shard, alone)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]bool{dead: false, alive: !alone, other: !alone, filepath.Base(own): true} {
			if _, err := os.Stat(filepath.Join(shard, "tmp", name)); (err == nil) != want {
				t.Errorf("alone %v: %s is there: %v", alone, name, err == nil)
			}
		}
	}
}
