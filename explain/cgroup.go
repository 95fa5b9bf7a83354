package explain

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// cgroups is where a container sees the limits of its control group.
const cgroups = "/sys/fs/cgroup"

// The files of both versions of control groups: the limit, what is used, and of what kinds.
var limits = [][3]string{
	{"memory.max", "memory.current", "memory.stat"},
	{"memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat"},
}

// leftOf returns how many bytes a container may still take, with the files that its memory
// holds for nothing else. It is false without a limit.
func leftOf(root string) (int64, bool) {
	for _, of := range limits {
		limit, err := number(filepath.Join(root, of[0]))
		used, err2 := number(filepath.Join(root, of[1]))
		if err == nil && err2 == nil {
			return max(0, limit-max(0, used-cached(filepath.Join(root, of[2])))), true
		}
	}
	return 0, false
}

// number reads a file that holds one number. "max", the word for no limit, is an error.
func number(path string) (n int64, err error) {
	text, err := os.ReadFile(path)
	if err == nil {
		_, err = fmt.Sscan(string(text), &n)
	}
	return n, err
}

// cached is how much of the memory is of files that were not read lately.
func cached(path string) (n int64) {
	text, _ := os.ReadFile(path) // without it, nothing is known of that
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "inactive_file "); ok {
			fmt.Sscan(rest, &n)
		}
	}
	return n
}
