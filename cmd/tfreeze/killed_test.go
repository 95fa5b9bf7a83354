package main

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tfreeze/internal/files"
	"tfreeze/internal/npy"
	"tfreeze/jobs"
)

const killedShards = 2

// TestKilled kills the workers of a job at random moments, and starts others. In the end
// every input has its maps, whole and once, and they are those of workers that nobody
// killed. TFREEZE_KILLS says how many are killed (make soak).
func TestKilled(t *testing.T) {
	kills := 2
	if n, err := strconv.Atoi(os.Getenv("TFREEZE_KILLS")); err == nil {
		kills = n
	}
	dir, killedInputs := t.TempDir(), 6+4*kills
	writeNoise(t, filepath.Join(dir, "in"), killedInputs)
	broken, smooth := filepath.Join(dir, "out"), filepath.Join(dir, "smooth")
	start := time.Now()
	finish(t, dir, smooth)
	long := time.Since(start) / killedShards
	midway := 0
	for n := range kills {
		before := len(checkLines(t, broken))
		if before == killedInputs {
			t.Logf("all inputs are explained after %d pairs", n)
			break
		}
		work := []*exec.Cmd{worker(dir, broken, n%killedShards), worker(dir, broken, (n+1)%killedShards)}
		for _, w := range work {
			if err := w.Start(); err != nil {
				t.Fatal(err)
			}
		}
		if n%2 == 0 {
			awaitLine(t, broken, before)
		}
		time.Sleep(rand.N(2 * long / time.Duration(kills)))
		for _, w := range work {
			w.Process.Kill()
			w.Wait()
		}
		if now := len(checkLines(t, broken)); now > before && now < killedInputs {
			midway++
		}
	}
	t.Logf("%d of %d pairs of workers were killed after an input and before the last", midway, kills)
	finish(t, dir, broken)
	got, want := checkLines(t, broken), checkLines(t, smooth)
	if diff := cmp.Diff(want, got); diff != "" || len(got) != killedInputs {
		t.Errorf("%d maps (-smooth +killed):\n%s", len(got), diff)
	}
	for _, file := range filesBelow(t, broken) {
		if strings.Contains(file, "/tmp/") || strings.HasPrefix(filepath.Base(file), ".") {
			t.Errorf("%s is left", file)
		}
	}
}

// awaitLine waits until more inputs are explained, for a while: all may be.
func awaitLine(t *testing.T, out string, before int) {
	t.Helper()
	for end := time.Now().Add(patience / 4); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if len(checkLines(t, out)) > before {
			return
		}
	}
}

func finish(t *testing.T, dir, out string) {
	t.Helper()
	for i := range killedShards {
		if text, err := worker(dir, out, i).CombinedOutput(); err != nil {
			t.Fatalf("shard %d: %v\n%s", i, err, text)
		}
	}
}

func worker(dir, out string, shard int) *exec.Cmd {
	return exec.Command("tfreeze", "explain", filepath.Join("..", "..", "testdata", "tiny", "frozen.pb"), filepath.Join(dir, "in", "*.npy"),
		"--method", "integrated_gradients", "--steps", "800", "--engine", "dense", "--freeze", "threshold", "--out", out, "--shard", fmt.Sprintf("%d/%d", shard, killedShards))
}

func writeNoise(t *testing.T, dir string, n int) {
	t.Helper()
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		x := make([]float32, 6*6*3)
		for k := range x {
			x[k] = float32(random.NormFloat64())
		}
		err := files.Write(filepath.Join(dir, fmt.Sprintf("%04d.npy", i)), func(w io.Writer) error { return npy.Write(w, []int{6, 6, 3}, x) })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// checkLines checks that each line of the shards has its maps, whole, and that no input
// has two lines. It returns the maps by input.
func checkLines(t *testing.T, out string) map[string][]float32 {
	t.Helper()
	all := map[string][]float32{}
	for i := range killedShards {
		f, err := os.Open(filepath.Join(out, jobs.Shard{I: i, N: killedShards}.Dir(), jobs.RecordsFile))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var line jobs.Line
			if json.Unmarshal(lines.Bytes(), &line) != nil {
				continue // the last one, of a worker that was killed
			}
			if all[line.Name] != nil {
				t.Errorf("%s has two lines", line.Name)
			}
			file, key, _ := strings.Cut(line.Attributions[0].NPY, ":")
			all[line.Name] = readZipped(t, filepath.Join(out, line.Directory, file), key)
		}
	}
	return all
}

func readZipped(t *testing.T, path, key string) []float32 {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	defer z.Close()
	f, err := z.Open(key + ".npy")
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	defer f.Close()
	a, err := npy.Read(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return a.Data
}
