package checkpoint

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	shapepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_shape_go_proto"
	slicepb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_slice_go_proto"
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
)

// TestCheckpointTruncated cuts each file of the tiny checkpoints to every length: that is
// an error, never a panic.
func TestCheckpointTruncated(t *testing.T) {
	want := tinyVariables(t)
	dir := t.TempDir()
	for _, from := range []string{"ckpt_v1", "ckpt_v2"} {
		copyTree(t, "../../testdata/tiny/"+from, filepath.Join(dir, from))
	}
	for _, c := range []struct{ file, open string }{
		{"ckpt_v1/tiny.ckpt", "ckpt_v1/tiny.ckpt"},
		{"ckpt_v2/tiny.ckpt.index", "ckpt_v2/tiny.ckpt"},
		{"ckpt_v2/tiny.ckpt.data-00000-of-00001", "ckpt_v2/tiny.ckpt"},
	} {
		file := filepath.Join(dir, c.file)
		whole := readFile(t, file)
		for size := range len(whole) {
			if err := os.WriteFile(file, whole[:size], 0o644); err != nil {
				t.Fatal(err)
			}
			if got, err := Open(filepath.Join(dir, c.open)); err == nil {
				t.Errorf("%s of %d bytes is read: %v", c.file, size, got.Variables)
			} else if strings.Contains(err.Error(), "\n") {
				t.Errorf("%s of %d bytes: %q is no sentence", c.file, size, err)
			}
		}
		if err := os.WriteFile(file, whole, 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := Open(filepath.Join(dir, c.open)); err != nil || !cmp.Equal(want, got.Variables) {
			t.Errorf("%s restored: %v", c.file, err)
		}
	}
}

// TestCheckpointFlipped flips a bit in each byte of the tiny checkpoints: the list of
// variables is never wrong, and the checksum notices a flip in the block that holds it.
func TestCheckpointFlipped(t *testing.T) {
	want := tinyVariables(t)
	dir := t.TempDir()
	copyTree(t, "../../testdata/tiny/ckpt_v1", dir)
	copyTree(t, "../../testdata/tiny/ckpt_v2", filepath.Join(dir, "2"))
	for _, c := range []struct{ file, open string }{
		{"tiny.ckpt", "tiny.ckpt"},
		{"2/tiny.ckpt.index", "2/tiny.ckpt"},
	} {
		file := filepath.Join(dir, c.file)
		whole := readFile(t, file)
		listing := firstBlock(t, whole)
		for i := range whole {
			raw := bytes.Clone(whole)
			raw[i] ^= 1 << (i % 8)
			if err := os.WriteFile(file, raw, 0o644); err != nil {
				t.Fatal(err)
			}
			got, err := Open(filepath.Join(dir, c.open))
			if err == nil && !cmp.Equal(want, got.Variables) {
				t.Errorf("%s, byte %d: read as %v", c.file, i, got.Variables)
			}
			if i < listing && (!errors.Is(err, errDamaged) || !strings.Contains(err.Error(), "checksum")) {
				t.Errorf("%s, byte %d: error %v", c.file, i, err)
			}
		}
	}
}

// firstBlock is the size of the block that starts a table.
func firstBlock(t *testing.T, raw []byte) int {
	t.Helper()
	table, err := openTable(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	at, _, err := cutHandle(table.index[0].value)
	if err != nil || at.offset != 0 {
		t.Fatal(at, err)
	}
	return int(at.size)
}

func TestCheckpointRefuses(t *testing.T) {
	for _, c := range []struct {
		name, want string
		files      map[string][]byte
	}{
		{"nothing", `"DIR/x": it does not exist`, nil},
		{"a text", "DIR/x is a text file, not a file of a checkpoint", map[string][]byte{"x": bytes.Repeat([]byte("a text "), 20)}},
		{"a table of another kind", "it is not a TensorFlow checkpoint", map[string][]byte{"x": buildTable([]pair{{"key", []byte("value")}})}},
		{"an empty table", "it is damaged", map[string][]byte{"x": buildTable()}},
		{"an index of another kind", "it is not a TensorFlow checkpoint", map[string][]byte{"x.index": buildTable([]pair{{"key", nil}})}},
		{"an empty index", "it is not a TensorFlow checkpoint", map[string][]byte{"x.index": buildTable()}},
		{"a directory without", "the directory holds 0 checkpoints: name one", map[string][]byte{"x/model.h5": nil}},
		{"a directory with two", "the directory holds 2 checkpoints: name one", map[string][]byte{"x/a.index": nil, "x/b.index": nil}},
		{"V1 without a listing", "it is damaged", map[string][]byte{"x": buildTable([]pair{{"", []byte{0xff}}})}},
		{"V2 of a big-endian machine", "it was written on a big-endian machine",
			map[string][]byte{"x.index": v2(pb.BundleHeaderProto_BIG, &pb.BundleEntryProto{})}},
		{"V2 with a damaged entry", `it is damaged: the entry of "w"`,
			map[string][]byte{"x.index": buildTable([]pair{{"", header(0)}, {"w", []byte{0xff}}})}},
		{"V2 without its data", "its data: stat DIR/x.data-00001-of-00002: no such file or directory",
			map[string][]byte{"x.index": v2(0, &pb.BundleEntryProto{ShardId: 1}), "x.data-00000-of-00002": nil}},
		{"V2 with data cut off", `DIR/x.data-00000-of-00002 is truncated: it ends before variable "w" does`,
			map[string][]byte{"x.index": v2(0, &pb.BundleEntryProto{Offset: 4, Size: 8}), "x.data-00000-of-00002": make([]byte, 11)}},
		{"V2 with a pointer for its data", "DIR/x.data-00000-of-00002 is a Git LFS pointer in place of a file, not a file of a checkpoint: get the file itself with: git lfs pull",
			map[string][]byte{"x.index": v2(0, &pb.BundleEntryProto{Size: 800}), "x.data-00000-of-00002": []byte("version https://git-lfs.github.com/spec/v1\noid")}},
		{"a pointer for an index", "DIR/x.index is a Git LFS pointer in place of a file, not a file of a checkpoint: get the file itself with: git lfs pull",
			map[string][]byte{"x.index": []byte("version https://git-lfs.github.com/spec/v1\noid sha256:0123456789")}},
		{"Keras' weights", `DIR/x is an HDF5 file, as Keras writes (.h5), not a file of a checkpoint: export it as a SavedModel, in Python: `, map[string][]byte{"x": []byte("\x89HDF\r\n\x1a\n")}},
		{"a photo", "DIR/x is a JPEG image, not a file of a checkpoint", map[string][]byte{"x": []byte("\xff\xd8\xff\xe0")}},
		{"V2 with an offset that overflows", "is truncated",
			map[string][]byte{"x.index": v2(0, &pb.BundleEntryProto{Offset: 1 << 62, Size: 1 << 62}), "x.data-00000-of-00002": make([]byte, 11)}},
		{"V2 with a negative size", "is truncated",
			map[string][]byte{"x.index": v2(0, &pb.BundleEntryProto{Offset: 4, Size: -8}), "x.data-00000-of-00002": make([]byte, 11)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, raw := range c.files {
				path := filepath.Join(dir, name)
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, raw, 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			want := strings.ReplaceAll(c.want, "DIR", dir)
			got, err := Open(filepath.Join(dir, "x"))
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("read %v, error %v, want one of %q", got, err, want)
			}
		})
	}
}

// TestCheckpointIndexMissing names a part whose index is not there.
func TestCheckpointIndexMissing(t *testing.T) {
	path := write(t, "x.data-00000-of-00001", nil)
	if _, err := Open(path); err == nil || !strings.HasSuffix(err.Error(), "its index x.index is missing") {
		t.Error(err)
	}
}

// TestV1Scalar reads a variable that has no dimensions, whole.
func TestV1Scalar(t *testing.T) {
	got, err := Open(write(t, "x", v1(&slicepb.TensorSliceProto{})))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Variable{{Name: "w", DType: gr.Float, Shape: gr.Shape{}}}, got.Variables); diff != "" {
		t.Error(diff)
	}
}

// v1 is a V1 checkpoint of one float scalar "w" in the given slices.
func v1(slices ...*slicepb.TensorSliceProto) []byte {
	return buildTable([]pair{{"", v1Message(slices...)}})
}

// v1Message is the message under its empty key.
func v1Message(slices ...*slicepb.TensorSliceProto) []byte {
	shape, _ := proto.Marshal(&shapepb.TensorShapeProto{})
	w := delimited(1, []byte("w"))
	w = append(w, delimited(2, shape)...)
	w = protowire.AppendVarint(protowire.AppendTag(w, 3, protowire.VarintType), uint64(gr.Float))
	for _, s := range slices {
		raw, _ := proto.Marshal(s)
		w = append(w, delimited(4, raw)...)
	}
	return delimited(1, delimited(1, w))
}

func delimited(field protowire.Number, value []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(nil, field, protowire.BytesType), value)
}

// sliceOf is a slice of that number of rows.
func sliceOf(rows int64) *slicepb.TensorSliceProto {
	return &slicepb.TensorSliceProto{Extent: []*slicepb.TensorSliceProto_Extent{
		{HasLength: &slicepb.TensorSliceProto_Extent_Length{Length: rows}},
	}}
}

// v2 is the index of a V2 checkpoint of two shards with one variable "w".
func v2(endian pb.BundleHeaderProto_Endianness, w *pb.BundleEntryProto) []byte {
	raw, err := proto.Marshal(w)
	if err != nil {
		panic(fmt.Sprintf("test: %v", err))
	}
	return buildTable([]pair{{"", header(endian)}, {"w", raw}})
}

func header(endian pb.BundleHeaderProto_Endianness) []byte {
	raw, _ := proto.Marshal(&pb.BundleHeaderProto{NumShards: 2, Endianness: endian})
	return raw
}
