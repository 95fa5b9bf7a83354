package checkpoint

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

const withObjects = "../../testdata/forms/functions/variables/variables"

// TestText reads the string that TensorFlow wrote, and notices each flipped bit in it.
func TestText(t *testing.T) {
	c, err := Open(withObjects)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := c.Text("_CHECKPOINTABLE_OBJECT_GRAPH")
	if err != nil || !bytes.Contains(raw, []byte("net/kernel/.ATTRIBUTES/VARIABLE_VALUE")) {
		t.Fatalf("read %q, %v", raw, err)
	}
	for _, key := range []string{"net/kernel/.ATTRIBUTES/VARIABLE_VALUE", "nothing"} {
		if _, err := c.Text(key); err == nil {
			t.Errorf("%s is read as a string", key)
		}
	}
	prefix := filepath.Join(t.TempDir(), "x")
	index, data := readFile(t, withObjects+".index"), readFile(t, withObjects+".data-00000-of-00001")
	at := bytes.Index(data, raw)
	for i := at - 6; i < at+len(raw); i++ {
		flipped := bytes.Clone(data)
		flipped[i] ^= 1 << (i % 8)
		if err := errors.Join(os.WriteFile(prefix+".index", index, 0o644), os.WriteFile(prefix+".data-00000-of-00001", flipped, 0o644)); err != nil {
			t.Fatal(err)
		}
		if c, err = Open(prefix); err != nil {
			t.Fatal(err)
		}
		if got, err := c.Text("_CHECKPOINTABLE_OBJECT_GRAPH"); !errors.Is(err, errDamaged) {
			t.Errorf("byte %d: read %d bytes, %v", i-at, len(got), err)
		}
	}
}

// FuzzText: what is decoded is a part of what is given.
func FuzzText(f *testing.F) {
	f.Add([]byte{0}, uint32(0))
	f.Add([]byte("\x02\x00\x00\x00\x00ab"), uint32(1))
	f.Fuzz(func(t *testing.T, raw []byte, sum uint32) {
		if text, err := decodeText(raw, sum); err == nil && !bytes.HasSuffix(raw, text) {
			t.Errorf("%q from %q", text, raw)
		}
	})
}
