package checkpoint

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
)

// FuzzCheckpoint puts the bytes where a checkpoint's table has its messages: the one of
// a V1 checkpoint, and header and entry of a V2 checkpoint with size bytes of data. The
// table's checksums keep a fuzzer from most of the rest.
func FuzzCheckpoint(f *testing.F) {
	header, _ := proto.Marshal(&pb.BundleHeaderProto{NumShards: 1})
	entry, _ := proto.Marshal(&pb.BundleEntryProto{Dtype: gr.Float, Size: 4, Shape: gr.Shape{1}.Proto()})
	f.Add(v1Message(), header, entry, uint16(4))
	dir := f.TempDir()
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	f.Fuzz(func(t *testing.T, message, header, entry []byte, size uint16) {
		for path, raw := range map[string][]byte{
			one: buildTable([]pair{{"", message}}), two + ".index": buildTable([]pair{{"", header}, {"w", entry}}),
			two + ".data-00000-of-00001": make([]byte, size),
		} {
			if err := os.WriteFile(path, raw, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, path := range []string{one, two} {
			c, err := Open(path)
			if err == nil && !slices.IsSortedFunc(c.Variables, func(a, b Variable) int { return strings.Compare(a.Name, b.Name) }) {
				t.Errorf("%v is not sorted", c.Variables)
			}
		}
	})
}
