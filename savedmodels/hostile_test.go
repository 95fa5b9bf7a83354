package savedmodels

import (
	"bytes"
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

func delimited(field protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, field, protowire.BytesType), value)
}

// huge claims that 2 GiB less a byte follow.
func huge(field protowire.Number) []byte {
	return protowire.AppendVarint(protowire.AppendTag(nil, field, protowire.BytesType), 1<<31-1)
}

// inside puts a value into nested messages, the outermost field first.
func inside(value []byte, fields ...protowire.Number) []byte {
	for _, f := range slices.Backward(fields) {
		value = delimited(f, value)
	}
	return value
}

// TestHostileFiles: a file that claims to hold more than it does, or nests
// without end, is refused at the cost of what it holds.
func TestHostileFiles(t *testing.T) {
	few := []byte("few bytes")
	for _, test := range []struct {
		name, file, load, want string
		raw                    []byte
	}{
		{"a MetaGraph's length", "saved_model.pb", ".", "SavedModel, or is truncated", append(huge(2), few...)},
		{"a length in a SavedModel's graph", "saved_model.pb", ".", "SavedModel, or is truncated", inside(append(huge(1), few...), 2, 2)},
		{"a length in a MetaGraph", "m.meta", "m.meta", "MetaGraph, or is truncated", inside(append(huge(1), few...), 2, 1)},
		{"a node's length", "g.pb", "g.pb", "GraphDef, or is truncated", append(huge(1), few...)},
		{"a tensor's length", "g.pb", "g.pb", "GraphDef, or is truncated", inside(append(huge(4), few...), 1, 5, 2, 8)},
		{"a list's length", "g.pb", "g.pb", "GraphDef, or is truncated", inside(append(huge(5), few...), 1, 5, 2, 8)},
		{"functions in functions", "g.pb", "g.pb", "GraphDef, or is truncated", nested(1000)},
		{"groups in groups", "g.pb", "g.pb", "GraphDef, or is truncated", bytes.Repeat([]byte{0x0b}, 1<<20)},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Dir(write(t, test.file, test.raw))
			var err error
			if got := allocated(func() { _, err = Load(Source{Path: filepath.Join(path, test.load)}) }); got > 64<<20 {
				t.Errorf("%d bytes are allocated to read %d", got, len(test.raw))
			}
			if err == nil || !strings.HasSuffix(err.Error(), test.want) {
				t.Errorf("error %v, want one of %q", err, test.want)
			}
		})
	}
}

// nested is a graph of one node, with an attribute that is a function with an
// attribute that is a function, and so on.
func nested(levels int) []byte {
	var attr []byte
	for range levels {
		attr = inside(attr, 10, 2, 2) // func { attr { value
	}
	return delimited(1, slices.Concat(delimited(1, []byte("a")), delimited(2, []byte("Op")), inside(attr, 5, 2)))
}

func TestNested(t *testing.T) {
	if _, err := Load(Source{Path: write(t, "g.pb", nested(20))}); err != nil {
		t.Error(err)
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

// TestNotFiles: what does not end, or is too large, is not read.
func TestNotFiles(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	err := errors.Join(os.Symlink("/dev/zero", at("endless")), syscall.Mkfifo(at("pipe"), 0o600),
		os.WriteFile(at("large"), nil, 0o600), os.Truncate(at("large"), 1<<31))
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"endless": "endless is not a regular file", "pipe": "pipe is not a regular file",
		"large": "large: 2147483648 bytes are more than a frozen GraphDef can have",
	} {
		if _, err := Load(Source{Path: at(file)}); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: error %v", file, err)
		}
	}
	if err := os.Rename(at("large"), at(CardFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := readCard(dir); err == nil || !strings.HasSuffix(err.Error(), "2147483648 bytes are more than a card can have") {
		t.Errorf("card: error %v", err)
	}
}
