package checkpoint

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	shapepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_shape_go_proto"

	gr "tfreeze/graphrewrite"
)

// meta lists float variables of one dimension.
func meta(sizes map[string]int64) []byte {
	var all []byte
	for name, n := range sizes {
		shape, _ := proto.Marshal(&shapepb.TensorShapeProto{Dim: []*shapepb.TensorShapeProto_Dim{{Size: n}}})
		v := slices.Concat(delimited(1, []byte(name)), delimited(2, shape))
		v = protowire.AppendVarint(protowire.AppendTag(v, 3, protowire.VarintType), uint64(gr.Float))
		all = append(all, delimited(1, v)...)
	}
	return delimited(1, all)
}

// saved is the message of a variable, with a field behind the floats.
func saved(name string, floats []byte) []byte {
	tensor := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(gr.Float))
	tensor = protowire.AppendFixed32(protowire.AppendTag(append(tensor, delimited(5, floats)...), 20, protowire.Fixed32Type), 7)
	return delimited(2, slices.Concat(delimited(1, []byte(name)), delimited(3, tensor)))
}

func floats(n int, seed byte) []byte {
	b := bytes.Repeat([]byte{seed}, 4*n)
	b[0] = 1
	return b
}

// TestValuesStreams: of a V1 checkpoint, several variables in a block or one, the bytes
// are passed on without being held, also if they are left unread.
func TestValuesStreams(t *testing.T) {
	const n = 1 << 20
	big, small, last := floats(n, 2), floats(3, 3), floats(5, 4)
	path := write(t, "v1", buildTable(
		[]pair{{"", meta(map[string]int64{"big": n, "small": 3, "last": 5, "other": 1})}, {"k/a", saved("small", small)}, {"k/b", saved("big", big)}},
		[]pair{{"k/c", saved("other", floats(1, 9))}, {"k/d", saved("last", last)}}))
	c, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	got, into := map[string][]byte{"small": make([]byte, 12), "last": make([]byte, 20), "big": make([]byte, 4*n)}, error(nil)
	if held := allocated(func() {
		into = c.Values([]string{"big", "small", "last"}, func(v Variable, values io.Reader) error {
			_, err := io.ReadFull(values, got[v.Name])
			return err
		})
	}); held > 256<<10 {
		t.Errorf("%d bytes are held to pass on %d", held, 4*n)
	}
	if into != nil || !bytes.Equal(got["big"], big) || !bytes.Equal(got["small"], small) || !bytes.Equal(got["last"], last) {
		t.Errorf("the values are wrong, or an error: %v", into)
	}
	if err := c.Values([]string{"big", "last"}, func(Variable, io.Reader) error { return nil }); err != nil {
		t.Errorf("values that are left unread: %v", err)
	}
	stop := errors.New("stop")
	if err := c.Values([]string{"big"}, func(Variable, io.Reader) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want the caller's own error", err)
	}
}

// TestValuesDamaged: what a V1 checkpoint cannot hold is an error.
func TestValuesDamaged(t *testing.T) {
	list := pair{"", meta(map[string]int64{"w": 2})}
	message := func(b []byte) []byte { return buildTable([]pair{list, {"k", b}}) }
	for name, raw := range map[string][]byte{
		"no values":         buildTable([]pair{list}),
		"fewer values":      message(saved("w", floats(1, 1))),
		"twice":             buildTable([]pair{list, {"k", saved("w", floats(2, 1))}, {"l", saved("w", floats(2, 1))}}),
		"no message":        message([]byte{7}),
		"no name":           message(delimited(2, delimited(3, nil))),
		"no tensor":         message(delimited(2, delimited(1, []byte("w")))),
		"a long name":       message(delimited(2, slices.Concat(delimited(1, make([]byte, 4*maxBytes)), delimited(3, nil)))),
		"a value too long":  message(append(delimited(2, nil), 0x12, 0xff, 0x7f)),
		"a group":           message([]byte{0x0b}),
		"a field cut short": message([]byte{0x0d, 1}),
	} {
		c, err := Open(write(t, "v1", raw))
		if err != nil {
			t.Fatal(name, err)
		}
		read := func(_ Variable, values io.Reader) error { _, err := io.Copy(io.Discard, values); return err }
		if held := allocated(func() { err = c.Values([]string{"w"}, read) }); held > 1<<20 {
			t.Errorf("%s: %d bytes are held", name, held)
		}
		if !errors.Is(err, errDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestValuesEachByte: no byte of a checkpoint's values can change unnoticed.
func TestValuesEachByte(t *testing.T) {
	raw := buildTable([]pair{{"", meta(map[string]int64{"w": 2})}}, []pair{{"k", saved("w", floats(2, 1))}})
	start := bytes.Index(raw, saved("w", floats(2, 1)))
	path := filepath.Join(t.TempDir(), "v1")
	for i := start; i < start+len(saved("w", floats(2, 1))); i++ {
		flipped := slices.Clone(raw)
		flipped[i] ^= 1
		if err := os.WriteFile(path, flipped, 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Values([]string{"w"}, func(Variable, io.Reader) error { return nil }); !errors.Is(err, errDamaged) {
			t.Errorf("byte %d of %d: %v", i-start, len(raw), err)
		}
	}
}

// FuzzValues: values are read, or refused, whatever the messages are.
func FuzzValues(f *testing.F) {
	f.Add(meta(map[string]int64{"w": 2}), saved("w", floats(2, 1)))
	f.Add(meta(map[string]int64{"w": 2}), saved("w", nil))
	path := filepath.Join(f.TempDir(), "v1")
	f.Fuzz(func(t *testing.T, list, message []byte) {
		if err := os.WriteFile(path, buildTable([]pair{{"", list}, {"k", message}}), 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := Open(path)
		if err != nil {
			return
		}
		for _, v := range c.Variables {
			read := int64(0)
			err := c.Values([]string{v.Name}, func(_ Variable, values io.Reader) (err error) { read, err = io.Copy(io.Discard, values); return err })
			if err == nil && read != 4*v.Shape.Elements() {
				t.Error(fmt.Sprintf("%d bytes of %v", read, v))
			}
		}
	})
}
