package checkpoint

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/proto"

	"tfreeze/internal/files"
)

// maxText bounds the size of a string in a checkpoint, in bytes.
const maxText = 1 << 30

// Text returns the string that a V2 checkpoint holds under a key.
func (c *Checkpoint) Text(key string) ([]byte, error) {
	raw, err := c.text(key)
	if err != nil {
		return nil, fmt.Errorf("checkpoint %q: %w", c.Path, err)
	}
	return raw, nil
}

func (c *Checkpoint) text(key string) ([]byte, error) {
	v, ok := c.Variable(key)
	if !ok || c.Version != 2 || v.DType != typespb.DataType_DT_STRING || len(v.Shape) != 0 {
		return nil, fmt.Errorf("it holds no string %q", key)
	}
	pairs, err := readTable(c.Path + ".index")
	if err != nil {
		return nil, err
	}
	var header pb.BundleHeaderProto
	if len(pairs) == 0 || proto.Unmarshal(pairs[0].value, &header) != nil {
		return nil, errDamaged
	}
	for _, p := range pairs[1:] {
		var e pb.BundleEntryProto
		if p.key != key {
			continue
		}
		if proto.Unmarshal(p.value, &e) != nil {
			return nil, fmt.Errorf("%w: the entry of %q", errDamaged, key)
		}
		return textAt(&e, fmt.Sprintf("%s.data-%05d-of-%05d", c.Path, e.GetShardId(), header.GetNumShards()))
	}
	return nil, errDamaged
}

// textAt reads a string: its length as a varint, the sum of the length, and its bytes.
func textAt(e *pb.BundleEntryProto, path string) ([]byte, error) {
	f, size, err := files.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if e.GetSize() < 0 || e.GetSize() > min(size, maxText) {
		return nil, fmt.Errorf("%w: the size of a string", errDamaged)
	}
	raw := make([]byte, e.GetSize())
	if _, err := f.ReadAt(raw, e.GetOffset()); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return decodeText(raw, e.GetCrc32C())
}

// decodeText checks the sum: of the length in four bytes, its
// sum, and the bytes.
func decodeText(raw []byte, want uint32) ([]byte, error) {
	length, n := binary.Uvarint(raw)
	if n <= 0 || len(raw)-n < 4 || uint64(len(raw)-n-4) != length {
		return nil, fmt.Errorf("%w: the length of a string", errDamaged)
	}
	sum := crc32.Update(0, castagnoli, binary.LittleEndian.AppendUint32(nil, uint32(length)))
	if masked(sum) != binary.LittleEndian.Uint32(raw[n:]) {
		return nil, fmt.Errorf("%w: the checksum of a string's length", errDamaged)
	}
	if masked(crc32.Update(sum, castagnoli, raw[n:])) != want {
		return nil, fmt.Errorf("%w: the checksum of a string", errDamaged)
	}
	return raw[n+4:], nil
}
