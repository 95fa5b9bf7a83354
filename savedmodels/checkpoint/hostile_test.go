package checkpoint

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// huge claims that 2 GiB less a byte follow.
func huge(field protowire.Number) []byte {
	return protowire.AppendVarint(protowire.AppendTag(nil, field, protowire.BytesType), 1<<31-1)
}

// TestHostile: a length that a checkpoint claims is believed only if as much follows.
func TestHostile(t *testing.T) {
	long := slices.Concat([]byte{0}, protowire.AppendVarint(nil, 1), protowire.AppendVarint(nil, 1<<31-1), []byte("k"))
	for name, raw := range map[string][]byte{
		"a block's size":  footer(handleBytes(0, 0), handleBytes(0, 1<<31-1)),
		"a value's size":  tableOf(nil, long, oneRestart),
		"a name's length": buildTable([]pair{{"", delimited(1, delimited(1, huge(1)))}}),
		"a shape":         buildTable([]pair{{"", delimited(1, delimited(1, delimited(2, huge(2))))}}),
	} {
		path := write(t, "x", raw)
		var err error
		if got := allocated(func() { _, err = Open(path) }); got > 1<<20 {
			t.Errorf("%s: %d bytes are allocated to read %d", name, got, len(raw))
		}
		if err == nil || !strings.Contains(err.Error(), "it is damaged") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// allocated is how many bytes f allocates, together.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestNotFiles: what does not end is not read.
func TestNotFiles(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	err := errors.Join(os.Symlink("/dev/zero", at("endless")), os.Symlink("/dev/zero", at("endless.index")), syscall.Mkfifo(at("pipe"), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"endless", "pipe"} {
		if _, err := Open(at(file)); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
			t.Errorf("%s: error %v", file, err)
		}
	}
}
