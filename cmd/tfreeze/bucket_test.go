package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/internal/s3server"
)

// TestKilledBucket kills a worker before each of its first writes to a bucket, and starts
// another. In the end every input has the maps that it has on a disk, once.
func TestKilledBucket(t *testing.T) {
	const kills = 6
	t.Setenv("TMPDIR", t.TempDir())
	server, dir := s3server.New(t), t.TempDir()
	out, joined, local := server.URL("job"), filepath.Join(dir, "joined"), filepath.Join(dir, "local")
	writeNoise(t, filepath.Join(dir, "in"), 3)
	copyTo(t, server.URL("in"), filepath.Join(dir, "in"))
	explain := func(in, out string) *exec.Cmd {
		return exec.Command("tfreeze", "explain", filepath.Join("..", "..", "testdata", "tiny", "frozen.pb"), in, "--method", "grad", "--shard", "0/1", "--out", out)
	}
	var running atomic.Pointer[exec.Cmd]
	for most := range int64(kills) {
		before := server.Writes.Load()
		server.Before = func(n int64) bool {
			if n-before > most {
				running.Load().Process.Kill()
				return false
			}
			return true
		}
		worker := explain(server.URL("in/*.npy"), out)
		running.Store(worker)
		if text, err := worker.CombinedOutput(); err == nil || worker.ProcessState.ExitCode() != -1 {
			t.Fatalf("after %d writes it lives: %v\n%s", most, err, text)
		}
	}
	server.Before = nil
	for _, worker := range []*exec.Cmd{explain(server.URL("in/*.npy"), out), explain(filepath.Join(dir, "in", "*.npy"), local), exec.Command("tfreeze", "merge", out, "--out", joined)} {
		if text, err := worker.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", worker.Args, err, text)
		}
	}
	if diff := cmp.Diff(mapsBelow(t, local), mapsBelow(t, joined)); diff != "" {
		t.Errorf("maps (-disk +bucket):\n%s", diff)
	}
	if left := filesBelow(t, os.TempDir()); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

// copyTo copies the files of a directory to a bucket.
func copyTo(t *testing.T, url, dir string) {
	t.Helper()
	client := buckets()
	defer client.Close()
	to, err := client.Dir(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range filesBelow(t, dir) {
		if err := to.Upload(t.Context(), path, filepath.Join(dir, path)); err != nil {
			t.Fatal(err)
		}
	}
}

// mapsBelow reads all archives of maps. Their paths depend on where the inputs are.
func mapsBelow(t *testing.T, dir string) [][]float32 {
	t.Helper()
	var all [][]float32
	for _, path := range filesBelow(t, dir) {
		if strings.HasSuffix(path, ".npz") {
			all = append(all, readZipped(t, filepath.Join(dir, path), "grad.threshold"))
		}
	}
	slices.SortFunc(all, slices.Compare)
	return all
}

// TestBucketUsage: what is wrong with a URL is said before a model is opened, and credentials
// that are missing are named.
func TestBucketUsage(t *testing.T) {
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "GOOGLE_") || strings.HasPrefix(name, "AZURE_") || strings.HasPrefix(name, "STORAGE_EMULATOR_") {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	// A machine in a cloud has an account of its own, which must not be asked for.
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "missing.json"))
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("HOME", t.TempDir())
	model := filepath.Join("..", "..", "testdata", "tiny", "frozen.pb")
	for want, args := range map[string][]string{
		"tfreeze: s3://b/x.png is in a bucket, which jobs read and write: add --format npz, or --shard I/N": {"explain", model, "s3://b/x.png?region=x"},
		"no credentials are found: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION":             {"explain", model, "x.npy", "--format", "npz", "--out", "s3://b/out"},
		"no credentials are found: set GOOGLE_APPLICATION_CREDENTIALS, or run":                              {"explain", model, "x.npy", "--format", "npz", "--out", "gs://b/out"},
		"no credentials are found: set AZURE_STORAGE_ACCOUNT, and":                                          {"merge", "azblob://b/out"},
		"list: ftp://b/x: tfreeze reads and writes s3://, gs://, azblob://, not ftp://: download it":        {"explain", model, "--list", "ftp://b/x", "--format", "npz"},
	} {
		text, err := exec.Command("tfreeze", args...).CombinedOutput()
		if err == nil || !strings.Contains(string(text), want) {
			t.Errorf("%v: %v\n%s", args, err, text)
		}
	}
	if entries, err := fs.ReadDir(os.DirFS("."), "s3:"); err == nil {
		t.Errorf("a directory is there: %v", entries)
	}
}
