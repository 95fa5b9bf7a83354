package tensorflow

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestSetUnlessSet: a variable that the user has set keeps its value.
func TestSetUnlessSet(t *testing.T) {
	const variable = "TFREEZE_TEST_DECIDED"
	for decided, want := range map[string]string{"": "1", "0": "0", "1": "1"} {
		t.Setenv(variable, decided)
		if decided == "" {
			os.Unsetenv(variable)
		}
		if set := setUnlessSet(variable, "1"); set != (decided == "") || os.Getenv(variable) != want {
			t.Errorf("%q becomes %q, want %q; it was set: %t", decided, os.Getenv(variable), want, set)
		}
	}
}

// asLibrary and asCommand mark a child process that loads the library as a program
// does, or as the command does.
const (
	asLibrary = "TFREEZE_TEST_LIBRARY"
	asCommand = "TFREEZE_TEST_COMMAND"
)

// loadAsChild loads the library, and prints the environment afterwards.
func loadAsChild() {
	if os.Getenv(asCommand) != "" {
		Quiet()
		PreferOneDNN()
	}
	if err := Load(); err != nil {
		os.Stdout.WriteString(err.Error())
	}
	os.Stdout.WriteString(strings.Join(os.Environ(), "\n"))
}

// TestProcess: a program's environment is unchanged. The command's gets the variables
// that are not set, and stderr is empty.
func TestProcess(t *testing.T) {
	ours := map[string]string{"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "1"}
	for mark, want := range map[string]map[string]string{asLibrary: {}, asCommand: ours} {
		exe, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		c := exec.Command(exe)
		var stderr strings.Builder
		c.Stderr = &stderr
		c.Env = slices.DeleteFunc(os.Environ(), func(set string) bool {
			name, _, _ := strings.Cut(set, "=")
			return ours[name] != ""
		})
		before := slices.Clone(c.Env)
		c.Env = append(c.Env, mark+"=1")
		out, err := c.Output()
		if err != nil {
			t.Fatal(err, stderr.String())
		}
		got := map[string]string{}
		for line := range strings.Lines(string(out)) {
			line = strings.TrimSuffix(line, "\n")
			if name, value, _ := strings.Cut(line, "="); !slices.Contains(before, line) && name != mark {
				got[name] = value
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: the environment got %v, want %v", mark, got, want)
		}
		if mark == asCommand && stderr.Len() > 0 {
			t.Errorf("stderr: %s", stderr.String())
		}
	}
}

// heapsChild marks a child of TestOneHeap: "many" is a program, and "one" a command.
const heapsChild = "TFREEZE_TEST_HEAPS"

// TestOneHeap: threads that TensorFlow starts get heaps of their own in a program, and none
// in a command.
func TestOneHeap(t *testing.T) {
	if kind := os.Getenv(heapsChild); kind != "" {
		fmt.Println("more heaps:", moreHeaps(t, kind == "one"))
		return
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for kind, more := range map[string]bool{"many": true, "one": false} {
		c := exec.Command(exe, "-test.run=^TestOneHeap$")
		c.Env = slices.DeleteFunc(os.Environ(), func(set string) bool { return strings.HasPrefix(set, "MALLOC_") })
		c.Env = append(c.Env, heapsChild+"="+kind)
		out, err := c.Output()
		var n int
		if _, scan := fmt.Sscanf(string(out), "more heaps: %d", &n); err != nil || scan != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if (n > 0) != more {
			t.Errorf("%s: %d more heaps", kind, n)
		}
	}
}

// moreHeaps counts the heaps that a session with many threads adds.
func moreHeaps(t *testing.T, one bool) int {
	if one {
		OneHeap()
	}
	before := heaps(t)
	s, err := Open(graph(t, pairs), nil, Options{Threads: 16})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Run(map[string]*Tensor{"x": tensor[float32](t, []int64{1, 2}, 1, 2)}, []string{"sum"}); err != nil {
		t.Fatal(err)
	}
	return heaps(t) - before
}

// heaps counts the heaps of threads: glibc begins each with memory to use, and maps the rest
// of 64 MB for more.
func heaps(t *testing.T) (n int) {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(maps)) {
		var start, end uint64
		var flags, offset, device string
		var inode int
		fmt.Sscanf(line, "%x-%x %s %s %s %d", &start, &end, &flags, &offset, &device, &inode)
		if flags == "rw-p" && inode == 0 && start%(64<<20) == 0 && start > 1<<46 {
			n++
		}
	}
	return n
}
