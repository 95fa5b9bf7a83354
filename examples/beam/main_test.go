package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tfreeze"
	"tfreeze/jobs"
)

// model is small, and takes images of any size.
const model = "../../testdata/tiny/frozen.pb"

// images is the number of those that are good.
const images = 24

// asProgram makes the test binary the program itself, so that Beam's flags and its worker
// are as in the program.
const asProgram = "TFREEZE_BEAM_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	setProcess()
	os.Exit(m.Run())
}

// run runs the program, and returns what it prints.
func run(t *testing.T, args ...string) string {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		t.Fatalf("%q: %v\n%s", args, err, stderr.Bytes())
	}
	return stdout.String()
}

// TestPrism runs the pipeline on Beam's runner within the program.
func TestPrism(t *testing.T) { testRunner(t) }

// TestJobService runs it on the job service of Python's Beam, with this program as the
// worker. PYTHON_WITH_BEAM is a Python that has it; make beam sets it.
func TestJobService(t *testing.T) {
	testRunner(t, append(jobService(t), "--environment_type", "LOOPBACK")...)
}

// TestWorkerPool has the worker's program sent to a pool of workers, which starts it as a
// container does. BEAM_BOOT is Beam's boot.
func TestWorkerPool(t *testing.T) {
	boot := given(t, "BEAM_BOOT")
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ended, log := start(t, boot, "--worker_pool")
	waitFor(t, ended, log, func() bool {
		c, err := net.Dial("tcp", "localhost:50000") // a pool has no other
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	testRunner(t, append(jobService(t), "--environment_type", "EXTERNAL", "--environment_config", "localhost:50000", "--worker_binary", own)...)
}

func given(t *testing.T, variable string) string {
	t.Helper()
	value := os.Getenv(variable)
	if value == "" {
		t.Skipf("%s is not set: make beam does", variable)
	}
	return value
}

// jobService starts a job service, and returns the flags that name it.
func jobService(t *testing.T) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "port")
	ended, log := start(t, given(t, "PYTHON_WITH_BEAM"), "-m", "apache_beam.runners.portability.local_job_service_main", "--port", "0", "--port_file", file)
	var port []byte
	waitFor(t, ended, log, func() bool { port, _ = os.ReadFile(file); return len(port) > 0 })
	return []string{"--runner", "universal", "--endpoint", "localhost:" + string(port)}
}

// start starts a program, and kills it and what it has started when the test ends.
func start(t *testing.T, name string, args ...string) (ended <-chan error, log string) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c := exec.Command(name, args...)
	c.Dir, c.Env = t.TempDir(), append(os.Environ(), asProgram+"=1") // boot writes a file where it is
	c.Stdout, c.Stderr, c.SysProcAttr = f, f, &syscall.SysProcAttr{Setpgid: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	end := make(chan error, 1)
	go func() { end <- c.Wait() }()
	t.Cleanup(func() { syscall.Kill(-c.Process.Pid, syscall.SIGKILL) })
	return end, f.Name()
}

// waitFor waits for a program to be ready.
func waitFor(t *testing.T, ended <-chan error, log string, ready func() bool) {
	t.Helper()
	for late := time.After(2 * time.Minute); !ready(); {
		select {
		case err := <-ended:
			text, _ := os.ReadFile(log)
			t.Fatalf("it has ended: %v\n%s", err, text)
		case <-late:
			t.Fatal("it is not ready after two minutes")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// testRunner: every good image has a record and the maps that it has without Beam, the bad
// one is in the second output, and a second run explains only what is missing.
func testRunner(t *testing.T, flags ...string) {
	dir := t.TempDir()
	files, list := draw(t, dir)
	out := filepath.Join(dir, "out")
	there, err := filepath.Abs(model)
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"--model", there, "--preprocess", "vgg", "--list", list, "--out", out, "--shards", "3"}, flags...)
	compare(t, "the counts", run(t, args...), fmt.Sprintf("explained %d, and 0 before; failed 1\n", images))
	records := checkRecords(t, out, files)
	sameAsAlone(t, files, out)

	before := changed(t, out, records)
	gone := mapFile(out, records[0])
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	compare(t, "the counts of the second run", run(t, args...), fmt.Sprintf("explained 1, and %d before; failed 1\n", images-1))
	checkRecords(t, out, files)
	for file, then := range changed(t, out, records) {
		if (file == gone) == then.Equal(before[file]) {
			t.Errorf("%s was written %v, and %v before the second run", file, then, before[file])
		}
	}
	merged, err := jobs.Merge([]string{out}, out, nil)
	if err != nil || !merged.Complete() || merged.Explained != images || merged.Failed != 1 {
		t.Errorf("merged %+v, error %v", merged, err)
	}
}

func compare(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, not %q", what, got, want)
	}
}

// draw writes images that differ, a file that is not an image, and a list of them.
func draw(t *testing.T, dir string) (files []string, list string) {
	for i := range images {
		img := image.NewGray(image.Rect(0, 0, 40, 40))
		for x := range 40 {
			for y := range 40 {
				img.SetGray(x, y, color.Gray{uint8(x*i + y*y)})
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		files = append(files, save(t, filepath.Join(dir, fmt.Sprintf("%02d.png", i)), b.String()))
	}
	bad := save(t, filepath.Join(dir, "bad.png"), "no image")
	return files, save(t, filepath.Join(dir, "images.txt"), strings.Join(append(files, bad), "\n"))
}

func save(t *testing.T, path, text string) string {
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// checkRecords reads both outputs.
func checkRecords(t *testing.T, out string, files []string) []Explained {
	t.Helper()
	var all []Explained
	var names []string
	for _, text := range lines(t, filepath.Join(out, "beam-explained.jsonl")) {
		var e Explained
		if err := json.Unmarshal([]byte(text), &e); err != nil || len(e.Maps) != 1 || !strings.HasSuffix(e.Maps[0], ".npz:grad.threshold") {
			t.Fatalf("record %s: %v", text, err)
		}
		all, names = append(all, e), append(names, e.File)
	}
	if slices.Sort(names); !slices.Equal(names, files) {
		t.Errorf("records of %q", names)
	}
	bad := lines(t, filepath.Join(out, "beam-failed.jsonl"))
	if len(bad) != 1 || !strings.Contains(bad[0], `bad.png","error":"it is a text file, not an image`) {
		t.Errorf("failed: %q", bad)
	}
	return all
}

func lines(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
}

// mapFile is the path of the file that holds an image's maps.
func mapFile(out string, e Explained) string {
	file, _, _ := strings.Cut(e.Maps[0], ":")
	return filepath.Join(out, file)
}

// changed says when the maps were written.
func changed(t *testing.T, out string, all []Explained) map[string]time.Time {
	t.Helper()
	times := map[string]time.Time{}
	for _, e := range all {
		info, err := os.Stat(mapFile(out, e))
		if err != nil {
			t.Fatal(err)
		}
		times[mapFile(out, e)] = info.ModTime()
	}
	return times
}

// sameAsAlone: the maps are to the bit those of one process that explains all in one shard.
func sameAsAlone(t *testing.T, files []string, out string) {
	t.Helper()
	j := job{Model: model, Preprocess: "vgg", Methods: "grad", Variants: "threshold", Formats: "npz", MaxFailures: "0"}
	m, err := held.open(t.Context(), j.key(), j.model())
	if err != nil {
		t.Fatal(err)
	}
	o, err := j.options(jobs.Shard{N: 1})
	if err != nil {
		t.Fatal(err)
	}
	alone := t.TempDir()
	var items []tfreeze.Item
	for _, file := range files {
		items = append(items, tfreeze.Item{Path: file})
	}
	if _, err := m.ExplainJob(t.Context(), items, alone, o); err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		pattern := filepath.Join("shard-*", "maps", "*", jobs.Name(item)+".npz")
		want, got := content(t, filepath.Join(alone, pattern)), content(t, filepath.Join(out, pattern))
		if !bytes.Equal(want, got) {
			t.Errorf("%s: another map than without Beam", item.Path)
		}
	}
}

// content is that of the only file of a pattern.
func content(t *testing.T, pattern string) []byte {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %q, error %v", pattern, found, err)
	}
	raw, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
