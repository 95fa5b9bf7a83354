package checkpoint

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
)

// A table is a sorted string table (SSTable), LevelDB's file format: blocks of pairs of
// a key and a value, an index block that says where they are, and a footer that says
// where the index is.
type table struct {
	file io.ReaderAt
	size int64
	// index maps the last key of each block to the block.
	index []pair
	// limit bounds the size of a block, in bytes.
	limit uint64
}

type pair struct {
	key   string
	value []byte
}

const (
	footerSize   = 48
	tableMagic   = 0xdb4775248b80fb57
	trailerSize  = 5
	maxBlockSize = 256 << 20
	// maxSharing bounds the memory that keys take, as a multiple of the block's size.
	// TensorFlow writes a key in full after at most 15 that share its prefix.
	maxSharing = 32
)

var (
	errNotTable = errors.New("it is not a TensorFlow checkpoint, or it is truncated")
	errDamaged  = errors.New("it is damaged")
)

func openTable(file io.ReaderAt, size int64) (*table, error) {
	if size < footerSize {
		return nil, errNotTable
	}
	footer := make([]byte, footerSize)
	if _, err := file.ReadAt(footer, size-footerSize); err != nil {
		return nil, err
	}
	if binary.LittleEndian.Uint64(footer[footerSize-8:]) != tableMagic {
		return nil, errNotTable
	}
	// The handle of the metaindex comes first; checkpoints keep nothing there.
	_, rest, err := cutHandle(footer)
	if err != nil {
		return nil, err
	}
	at, _, err := cutHandle(rest)
	if err != nil {
		return nil, err
	}
	t := &table{file: file, size: size, limit: maxBlockSize}
	t.index, err = t.block(at)
	return t, err
}

// pairs returns all pairs of the table, in the order of their keys.
func (t *table) pairs() ([]pair, error) {
	var all []pair
	err := t.each(func(p pair) error { all = append(all, p); return nil })
	return all, err
}

// each calls f for every pair, in the order of their keys. It holds one block at a time.
func (t *table) each(f func(pair) error) error {
	return t.eachHandle(func(at handle) error {
		block, err := t.block(at)
		if err != nil {
			return err
		}
		for _, p := range block {
			if err := f(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// eachHandle calls f for every block of pairs, in the order of their keys.
func (t *table) eachHandle(f func(at handle) error) error {
	left := uint64(t.size)
	for _, entry := range t.index {
		at, _, err := cutHandle(entry.value)
		if err != nil {
			return err
		}
		// Blocks do not overlap: an index that repeats one is an attack on memory.
		if at.size > left {
			return errDamaged
		}
		left -= at.size
		if err := f(at); err != nil {
			return err
		}
	}
	return nil
}

// first returns the pair with the least key.
func (t *table) first() (pair, error) {
	if len(t.index) == 0 {
		return pair{}, errDamaged
	}
	at, _, err := cutHandle(t.index[0].value)
	if err != nil {
		return pair{}, err
	}
	block, err := t.block(at)
	if err != nil {
		return pair{}, err
	}
	if len(block) == 0 {
		return pair{}, errDamaged
	}
	return block[0], nil
}

// A handle says where a block is.
type handle struct{ offset, size uint64 }

func cutHandle(b []byte) (handle, []byte, error) {
	var h handle
	for _, field := range []*uint64{&h.offset, &h.size} {
		v, n := binary.Uvarint(b)
		if n <= 0 {
			return h, nil, errDamaged
		}
		*field, b = v, b[n:]
	}
	return h, b, nil
}

// block reads a block and checks its sum.
func (t *table) block(at handle) ([]pair, error) {
	if err := t.holds(at); err != nil {
		return nil, err
	}
	raw := make([]byte, at.size+trailerSize)
	if _, err := t.file.ReadAt(raw, int64(at.offset)); err != nil {
		return nil, err
	}
	body, trailer := raw[:at.size], raw[at.size:]
	if maskedSum(raw[:at.size+1]) != binary.LittleEndian.Uint32(trailer[1:]) {
		return nil, fmt.Errorf("%w: the checksum of a block is wrong", errDamaged)
	}
	body, err := expand(body, trailer[0], t.limit)
	if err != nil {
		return nil, err
	}
	return decodeBlock(body)
}

// holds refuses a block that is too large, or outside of the file.
func (t *table) holds(at handle) error {
	if at.size > t.limit || at.offset > uint64(t.size) || at.size+trailerSize > uint64(t.size)-at.offset {
		return errDamaged
	}
	return nil
}

// checkKind refuses a block that is compressed.
func checkKind(kind byte) error {
	if kind != 0 {
		return fmt.Errorf("it is compressed (type %d), which is not read: load the model in Python, and save it again", kind)
	}
	return nil
}

// maskedSum is a CRC-32C as tables store it.
func maskedSum(b []byte) uint32 { return masked(crc32.Checksum(b, castagnoli)) }

// newSum computes a CRC-32C of what is written to it.
func newSum() hash.Hash32 { return crc32.New(castagnoli) }

func masked(crc uint32) uint32 { return (crc>>15 | crc<<17) + 0xa282ead8 }

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// decodeBlock reads pairs. Each shares a prefix of its key with the key before; it is
// three varints, how many bytes are shared, how many are not, and the size of the value,
// and then the rest of the key and the value. Restart points and their number follow.
func decodeBlock(b []byte) ([]pair, error) {
	if len(b) < 4 {
		return nil, errDamaged
	}
	restarts := uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))
	if (restarts+1)*4 > uint64(len(b)) {
		return nil, errDamaged
	}
	b = b[:uint64(len(b))-(restarts+1)*4]
	var pairs []pair
	key, budget := "", maxSharing*len(b)
	for len(b) > 0 {
		var sizes [3]uint64
		for i := range sizes {
			v, n := binary.Uvarint(b)
			if n <= 0 {
				return nil, errDamaged
			}
			sizes[i], b = v, b[n:]
		}
		shared, unshared, value := sizes[0], sizes[1], sizes[2]
		left := uint64(len(b))
		if shared > uint64(len(key)) || unshared > left || value > left-unshared {
			return nil, errDamaged
		}
		if budget -= int(shared + unshared); budget < 0 {
			return nil, errDamaged
		}
		key = key[:shared] + string(b[:unshared])
		pairs = append(pairs, pair{key, b[unshared : unshared+value]})
		b = b[unshared+value:]
	}
	return pairs, nil
}
