package checkpoint

import (
	"encoding/binary"
	"io"

	"google.golang.org/protobuf/encoding/protowire"
)

// A cursor reads the structure of a part of a file, without the values in it.
type cursor struct {
	file    io.ReaderAt
	at, end int64
}

// maxBytes bounds the names and keys that a cursor reads into memory.
const maxBytes = 1 << 20

func (c *cursor) bytes(n uint64) ([]byte, error) {
	if n > maxBytes || int64(n) > c.end-c.at {
		return nil, errDamaged
	}
	b := make([]byte, n)
	if _, err := c.file.ReadAt(b, c.at); err != nil {
		return nil, err
	}
	c.at += int64(n)
	return b, nil
}

func (c *cursor) uvarint() (uint64, error) {
	at := c.at
	b, err := c.bytes(uint64(min(binary.MaxVarintLen64, c.end-at)))
	if err != nil {
		return 0, err
	}
	v, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, errDamaged
	}
	c.at = at + int64(n)
	return v, nil
}

// part returns a cursor for the next n bytes, and goes on behind them.
func (c *cursor) part(n uint64) (cursor, error) {
	if n > uint64(c.end-c.at) {
		return cursor{}, errDamaged
	}
	p := cursor{c.file, c.at, c.at + int64(n)}
	c.at = p.end
	return p, nil
}

// pair reads a pair of a block, as decodeBlock does: last is the key before.
func (c *cursor) pair(last string) (key string, value cursor, err error) {
	var sizes [3]uint64
	for i := range sizes {
		if sizes[i], err = c.uvarint(); err != nil {
			return "", value, err
		}
	}
	rest, err := c.bytes(sizes[1])
	if err == nil && (sizes[0] > uint64(len(last)) || sizes[0]+sizes[1] > maxBytes) {
		err = errDamaged
	}
	if err != nil {
		return "", value, err
	}
	value, err = c.part(sizes[2])
	return last[:sizes[0]] + string(rest), value, err
}

// field finds a field of a message that has a length; the last one counts.
func (c cursor) field(number protowire.Number) (found cursor, ok bool, err error) {
	for c.at < c.end {
		tag, err := c.uvarint()
		if err != nil {
			return found, false, err
		}
		field, kind := protowire.DecodeTag(tag)
		value, err := c.skip(kind)
		if err != nil {
			return found, false, err
		}
		if field == number && kind == protowire.BytesType {
			found, ok = value, true
		}
	}
	return found, ok, nil
}

// skip goes behind the value of a field, and returns the value if it has a length.
func (c *cursor) skip(kind protowire.Type) (cursor, error) {
	switch kind {
	case protowire.VarintType:
		_, err := c.uvarint()
		return cursor{}, err
	case protowire.Fixed32Type:
		return c.part(4)
	case protowire.Fixed64Type:
		return c.part(8)
	case protowire.BytesType:
		n, err := c.uvarint()
		if err != nil {
			return cursor{}, err
		}
		return c.part(n)
	}
	return cursor{}, errDamaged
}

// savedSlice finds the name and the floats of a variable in a SavedTensorSlices message.
// Without the field of floats there are none.
func (c cursor) savedSlice() (place, error) {
	slice, ok, err := c.field(2)
	if err != nil || !ok {
		return place{}, orDamaged(err)
	}
	called, ok, err := slice.field(1)
	if err != nil || !ok {
		return place{}, orDamaged(err)
	}
	tensor, ok, err := slice.field(3)
	if err != nil || !ok {
		return place{}, orDamaged(err)
	}
	name, err := called.bytes(uint64(called.end - called.at))
	if err != nil {
		return place{}, err
	}
	floats, _, err := tensor.field(5)
	return place{string(name), floats.at, floats.end - floats.at}, err
}

func orDamaged(err error) error {
	if err == nil {
		return errDamaged
	}
	return err
}
