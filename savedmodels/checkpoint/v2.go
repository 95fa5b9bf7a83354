package checkpoint

import (
	"errors"
	"fmt"
	"os"
	"strings"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/files"
)

// openV2 reads PREFIX.index: a header under the empty key, and for each variable an entry
// that says where in which shard its bytes are, or lists its slices. The slices have entries
// of their own.
func openV2(prefix string) (*Checkpoint, error) {
	pairs, err := readTable(prefix + ".index")
	if err != nil {
		return nil, err
	}
	var header pb.BundleHeaderProto
	if len(pairs) == 0 || pairs[0].key != "" || proto.Unmarshal(pairs[0].value, &header) != nil {
		return nil, errNotTable
	}
	if header.GetEndianness() != pb.BundleHeaderProto_LITTLE {
		return nil, errors.New("it was written on a big-endian machine")
	}
	c := &Checkpoint{Path: prefix, Version: 2}
	shards := map[int32]int64{}
	for _, p := range pairs[1:] {
		var e pb.BundleEntryProto
		if proto.Unmarshal(p.value, &e) != nil {
			return nil, fmt.Errorf("%w: the entry of %q", errDamaged, p.key)
		}
		if err := checkExtent(prefix, &header, &e, p.key, shards); err != nil {
			return nil, err
		}
		if !isSlice(p.key) {
			c.Variables = append(c.Variables, Variable{p.key, e.GetDtype(), gr.ShapeOf(e.GetShape()), len(e.GetSlices()) > 0})
		}
	}
	return c, nil
}

// isSlice reports whether a key is that of a slice: 0, and then the name and the slice in an
// order-preserving code.
func isSlice(key string) bool { return strings.HasPrefix(key, "\x00") }

// checkExtent checks that the shard holds a variable's bytes.
func checkExtent(prefix string, h *pb.BundleHeaderProto, e *pb.BundleEntryProto, name string, sizes map[int32]int64) error {
	shard := e.GetShardId()
	path := fmt.Sprintf("%s.data-%05d-of-%05d", prefix, shard, h.GetNumShards())
	if _, ok := sizes[shard]; !ok {
		info, err := os.Stat(path)
		if err != nil {
			return fmt.Errorf("its data: %w", err)
		}
		sizes[shard] = info.Size()
	}
	if e.GetOffset() < 0 || e.GetSize() < 0 || e.GetOffset() > sizes[shard] || e.GetSize() > sizes[shard]-e.GetOffset() {
		return instead(path, fmt.Errorf("%s is truncated: it ends before variable %q does", path, name))
	}
	return nil
}

func readTable(path string) ([]pair, error) {
	f, size, err := files.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t, err := openTable(f, size)
	if errors.Is(err, errNotTable) {
		return nil, instead(path, err)
	}
	if err != nil {
		return nil, err
	}
	return t.pairs()
}
