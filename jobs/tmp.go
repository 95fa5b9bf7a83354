package jobs

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// makeTmp makes a directory for what this process writes, and removes those of processes
// that have ended. alone reports whether this process has locked the shard, so that all
// others have. Without locks, those are told by their host and their number.
func makeTmp(shard string, alone bool) (string, error) {
	host, _ := os.Hostname()
	all := filepath.Join(shard, tmpDir)
	entries, _ := os.ReadDir(all) // it may be missing
	for _, e := range entries {
		if alone || dead(e.Name(), host) {
			os.RemoveAll(filepath.Join(all, e.Name()))
		}
	}
	if err := os.MkdirAll(all, 0o755); err != nil {
		return "", fmt.Errorf("output: %w", err)
	}
	return os.MkdirTemp(all, fmt.Sprintf("%s.%d.", host, os.Getpid()))
}

// makeScratch makes a directory for what goes to a bucket, and removes those of this user's
// processes that have ended.
func makeScratch() (string, error) {
	host, _ := os.Hostname()
	own := fmt.Sprintf("%s.%d.", host, os.Getpid())
	all := filepath.Join(os.TempDir(), fmt.Sprintf("tfreeze-%d", os.Getuid()))
	entries, _ := os.ReadDir(all) // it may be missing
	for _, e := range entries {
		if dead(e.Name(), host) && !strings.HasPrefix(e.Name(), own) {
			os.RemoveAll(filepath.Join(all, e.Name()))
		}
	}
	if err := os.MkdirAll(all, 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(all, own)
}

// dropScratch removes one.
func dropScratch(dir string) {
	os.RemoveAll(dir)
	os.Remove(filepath.Dir(dir)) // fails if another process uses it
}

// dead reports whether HOST.PID.RANDOM is of a process that has ended, or had the number
// of this one.
func dead(name, host string) bool {
	rest, here := strings.CutPrefix(name, host+".")
	number, _, _ := strings.Cut(rest, ".")
	pid, err := strconv.Atoi(number)
	return here && err == nil && (pid == os.Getpid() || syscall.Kill(pid, 0) == syscall.ESRCH)
}
