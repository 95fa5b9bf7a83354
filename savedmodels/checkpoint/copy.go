package checkpoint

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	pb "github.com/galeone/tensorflow/tensorflow/go/core/protobuf/for_core_protos_go_proto"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/files"
)

// CopyVariables copies float variables to a V2 checkpoint at the prefix. It never holds
// more than one in memory. TensorFlow would hold all of them twice, and the largest of a
// V1 checkpoint three times.
func (c *Checkpoint) CopyVariables(prefix string, names []string) error {
	b, err := newBundle(prefix)
	if err != nil {
		return err
	}
	defer b.data.Close()
	wanted := map[string]Variable{}
	for _, name := range names {
		v, ok := c.Variable(name)
		if !ok || v.DType != gr.Float || !v.Shape.Static() {
			return fmt.Errorf("checkpoint %q: there is no float variable %q", c.Path, name)
		}
		wanted[name] = v
	}
	from := c.copyV1
	if c.Version == 2 {
		from = c.copyV2
	}
	if err := from(b, wanted); err != nil {
		return fmt.Errorf("checkpoint %q: %w", c.Path, err)
	}
	if len(b.entries) != len(wanted) {
		return fmt.Errorf("checkpoint %q: %w: it lacks the values of %d variables", c.Path, errDamaged, len(wanted)-len(b.entries))
	}
	return b.close()
}

func (c *Checkpoint) copyV2(b *bundle, wanted map[string]Variable) error {
	pairs, err := readTable(c.Path + ".index")
	if err != nil {
		return err
	}
	var header pb.BundleHeaderProto
	if len(pairs) == 0 || proto.Unmarshal(pairs[0].value, &header) != nil {
		return errDamaged
	}
	for _, p := range pairs[1:] {
		v, ok := wanted[p.key]
		if !ok {
			continue
		}
		var e pb.BundleEntryProto
		if proto.Unmarshal(p.value, &e) != nil || e.GetSize() != 4*v.Shape.Elements() {
			return fmt.Errorf("%w: the entry of %q", errDamaged, p.key)
		}
		if err := copyShard(b, v, &e, fmt.Sprintf("%s.data-%05d-of-%05d", c.Path, e.GetShardId(), header.GetNumShards())); err != nil {
			return err
		}
	}
	return nil
}

func copyShard(b *bundle, v Variable, e *pb.BundleEntryProto, path string) error {
	f, _, err := files.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sum, err := b.add(v, io.NewSectionReader(f, e.GetOffset(), e.GetSize()))
	if err == nil && (sum != e.GetCrc32C() || b.entries[v.Name].Size != e.GetSize()) {
		err = fmt.Errorf("%w: the checksum of variable %q is wrong", errDamaged, v.Name)
	}
	return err
}

// maxV1Block bounds a block of a V1 checkpoint. It holds at least one variable, as a
// protobuf message, which is smaller.
const maxV1Block = 1 << 31

// copyV1 goes through the table. The empty key holds the list of variables; each other
// value is
//
//	SavedTensorSlices { SavedSlice data = 2; }
//	SavedSlice        { string name = 1; TensorSliceProto slice = 2; TensorProto data = 3; }
//
// and the packed floats of a TensorProto, field 5, are the bytes that V2 stores.
func (c *Checkpoint) copyV1(b *bundle, wanted map[string]Variable) error {
	f, size, err := files.Open(c.Path)
	if err != nil {
		return err
	}
	defer f.Close()
	t, err := openTable(f, size)
	if err != nil {
		return err
	}
	t.limit = maxV1Block
	return t.each(func(p pair) error {
		if p.key == "" {
			return nil
		}
		name, values, err := savedSlice(p.value)
		v, ok := wanted[name]
		if err != nil || !ok {
			return err
		}
		if int64(len(values)) != 4*v.Shape.Elements() {
			return fmt.Errorf("%w: variable %q has %d bytes", errDamaged, name, len(values))
		}
		_, err = b.add(v, bytes.NewReader(values))
		return err
	})
}

func savedSlice(value []byte) (name string, floats []byte, err error) {
	slice, err := field(value, 2)
	if err != nil {
		return "", nil, err
	}
	called, err := field(slice, 1)
	if err != nil {
		return "", nil, err
	}
	tensor, err := field(slice, 3)
	if err != nil {
		return "", nil, err
	}
	floats, err = field(tensor, 5)
	if errors.Is(err, errNoField) {
		err = nil
	}
	return string(called), floats, err
}

var errNoField = fmt.Errorf("%w: a field is missing", errDamaged)

// field returns the bytes of a field of a message.
func field(message []byte, number protowire.Number) ([]byte, error) {
	var found []byte
	err := eachField(message, func(f protowire.Number, value []byte, _ uint64) error {
		if f == number {
			found = value
		}
		return nil
	})
	if err == nil && found == nil {
		err = errNoField
	}
	return found, err
}
