package checkpoint

import (
	"encoding/binary"
	"io"
	"maps"
	"os"
	"slices"

	versionspb "github.com/galeone/tensorflow/tensorflow/go/core/framework/versions_go_proto"
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"
)

// A bundle is a V2 checkpoint that is being written, in one shard.
type bundle struct {
	prefix  string
	data    *os.File
	offset  int64
	entries map[string]*pb.BundleEntryProto
}

func newBundle(prefix string) (*bundle, error) {
	data, err := os.Create(prefix + ".data-00000-of-00001")
	return &bundle{prefix: prefix, data: data, entries: map[string]*pb.BundleEntryProto{}}, err
}

// add copies a variable's bytes, little-endian and in C order.
func (b *bundle) add(v Variable, values io.Reader) error {
	sum := newSum()
	n, err := io.Copy(io.MultiWriter(b.data, sum), values)
	if err != nil {
		return err
	}
	b.entries[v.Name] = &pb.BundleEntryProto{Dtype: v.DType, Shape: v.Shape.Proto(), Offset: b.offset, Size: n, Crc32C: masked(sum.Sum32())}
	b.offset += n
	return nil
}

// close writes the index: a table with the header under the empty key.
func (b *bundle) close() error {
	if err := b.data.Close(); err != nil {
		return err
	}
	header, err := proto.Marshal(&pb.BundleHeaderProto{NumShards: 1, Version: &versionspb.VersionDef{Producer: 1}})
	if err != nil {
		return err
	}
	pairs := []pair{{"", header}}
	for _, name := range slices.Sorted(maps.Keys(b.entries)) {
		raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(b.entries[name])
		if err != nil {
			return err
		}
		pairs = append(pairs, pair{name, raw})
	}
	return os.WriteFile(b.prefix+".index", encodeTable(pairs), 0o644)
}

// encodeTable writes a table of one block. The pairs are sorted.
func encodeTable(pairs []pair) []byte {
	raw := sealBlock(nil, pairs)
	data := binary.AppendUvarint(binary.AppendUvarint(nil, 0), uint64(len(raw)-trailerSize))
	ends := make([]byte, 0, footerSize)
	for _, block := range [][]pair{nil, {{pairs[len(pairs)-1].key, data}}} {
		at := len(raw)
		raw = sealBlock(raw, block)
		ends = binary.AppendUvarint(binary.AppendUvarint(ends, uint64(at)), uint64(len(raw)-at-trailerSize))
	}
	ends = append(ends, make([]byte, footerSize-8-len(ends))...)
	return append(raw, binary.LittleEndian.AppendUint64(ends, tableMagic)...)
}

// sealBlock appends a block, with each key in full, and its trailer.
func sealBlock(to []byte, pairs []pair) []byte {
	var body, restarts []byte
	for _, p := range pairs {
		restarts = binary.LittleEndian.AppendUint32(restarts, uint32(len(body)))
		for _, n := range []int{0, len(p.key), len(p.value)} {
			body = binary.AppendUvarint(body, uint64(n))
		}
		body = append(append(body, p.key...), p.value...)
	}
	count := uint32(len(pairs))
	if count == 0 {
		restarts, count = make([]byte, 4), 1
	}
	body = binary.LittleEndian.AppendUint32(append(body, restarts...), count)
	body = append(body, 0) // not compressed
	return append(to, binary.LittleEndian.AppendUint32(body, maskedSum(body))...)
}
