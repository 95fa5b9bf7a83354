package checkpoint

import (
	"encoding/binary"
	"fmt"
	"io"

	"tfreeze/internal/files"
)

// maxV1Block bounds a block of a V1 checkpoint. It holds at least one variable, as a
// protobuf message, which is smaller.
const maxV1Block = 1 << 31

// valuesV1 goes through the table. The empty key holds the list of variables; each other
// value is
//
//	SavedTensorSlices { SavedSlice data = 2; }
//	SavedSlice        { string name = 1; TensorSliceProto slice = 2; TensorProto data = 3; }
//
// and the packed floats of a TensorProto, field 5, are the bytes that V2 stores. Blocks
// are as large as the variables, so that only their structure is read into memory.
func (c *Checkpoint) valuesV1(w wanted) error {
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
	return t.eachHandle(func(at handle) error {
		places, err := t.places(at)
		if err != nil {
			return err
		}
		return t.stream(at, places, w)
	})
}

// A place is where in the file the bytes of a variable are.
type place struct {
	name         string
	offset, size int64
}

// places lists the variables in a block, in the order of the file.
func (t *table) places(at handle) ([]place, error) {
	if err := t.holds(at); err != nil {
		return nil, err
	}
	kind := cursor{t.file, int64(at.offset + at.size), int64(at.offset+at.size) + 1}
	if b, err := kind.bytes(1); err != nil {
		return nil, err
	} else if err := checkKind(b[0]); err != nil {
		return nil, err
	}
	c, err := t.pairsOf(at)
	if err != nil {
		return nil, err
	}
	var places []place
	key := ""
	for c.at < c.end {
		var value cursor
		if key, value, err = c.pair(key); err != nil {
			return nil, err
		}
		if key == "" {
			continue
		}
		p, err := value.savedSlice()
		if err != nil {
			return nil, err
		}
		places = append(places, p)
	}
	return places, nil
}

// pairsOf returns the part of a block before its restart points.
func (t *table) pairsOf(at handle) (cursor, error) {
	c := cursor{t.file, int64(at.offset), int64(at.offset + at.size)}
	if at.size < 4 {
		return c, errDamaged
	}
	count := cursor{t.file, c.end - 4, c.end}
	raw, err := count.bytes(4)
	if err != nil {
		return c, err
	}
	c.end -= 4 * (1 + int64(binary.LittleEndian.Uint32(raw)))
	if c.end < c.at {
		return c, errDamaged
	}
	return c, nil
}

// stream reads a block once, from its start to its end, gives w what it wants, and checks
// the sum.
func (t *table) stream(at handle, places []place, w wanted) error {
	sum := newSum()
	r := io.TeeReader(io.NewSectionReader(t.file, int64(at.offset), int64(at.size)+1), sum)
	read := int64(at.offset)
	for _, p := range places {
		v, ok := w.variables[p.name]
		if !ok {
			continue
		}
		if err := pass(r, p.offset-read); err != nil {
			return err
		}
		if err := w.give(v, r, p.size); err != nil {
			return err
		}
		read = p.offset + p.size
	}
	if err := pass(r, int64(at.offset+at.size)+1-read); err != nil {
		return err
	}
	trailer := cursor{t.file, int64(at.offset+at.size) + 1, int64(at.offset+at.size) + trailerSize}
	stored, err := trailer.bytes(4)
	if err != nil {
		return err
	}
	if masked(sum.Sum32()) != binary.LittleEndian.Uint32(stored) {
		return fmt.Errorf("%w: the checksum of a block is wrong", errDamaged)
	}
	return nil
}
