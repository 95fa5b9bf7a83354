package checkpoint

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
)

// oneRestart ends a block: an entry at 0 with its key in full, and their number.
var oneRestart = []byte{0, 0, 0, 0, 1, 0, 0, 0}

// buildTable writes a table with the blocks, as TensorFlow does.
func buildTable(blocks ...[]pair) []byte {
	var raw, index []byte
	for _, pairs := range blocks {
		var body []byte
		key := ""
		for _, p := range pairs {
			shared := 0
			for shared < min(len(key), len(p.key)) && key[shared] == p.key[shared] {
				shared++
			}
			body = append(body, entry(shared, p.key[shared:], string(p.value))...)
			key = p.key
		}
		body = append(body, oneRestart...)
		at := handleBytes(uint64(len(raw)), uint64(len(body)))
		raw = append(raw, sealed(body)...)
		index = append(index, entry(0, key, string(at))...)
	}
	return tableOf(raw, index, oneRestart)
}

// tableOf ends a table with its index block, which is given in parts.
func tableOf(blocks []byte, index ...[]byte) []byte {
	body := slices.Concat(index...)
	at := handleBytes(uint64(len(blocks)), uint64(len(body)))
	return slices.Concat(blocks, sealed(body), footer(handleBytes(0, 0), at))
}

func footer(handles ...[]byte) []byte {
	end := make([]byte, footerSize)
	copy(end, slices.Concat(handles...))
	binary.LittleEndian.PutUint64(end[footerSize-8:], tableMagic)
	return end
}

// sealed puts the trailer behind a block: not compressed, and the sum.
func sealed(body []byte) []byte { return sealedAs(uncompressed, body) }

// sealedAs puts the trailer of a compression behind a block.
func sealedAs(compression byte, body []byte) []byte {
	b := append(bytes.Clone(body), compression)
	return binary.LittleEndian.AppendUint32(b, maskedSum(b))
}

// compressedTable is a table of one block, the body, which its trailer calls compressed.
func compressedTable(compression byte, body []byte) []byte {
	at := handleBytes(0, uint64(len(body)))
	return tableOf(sealedAs(compression, body), entry(0, "key", string(at)), oneRestart)
}

func entry(shared int, key, value string) []byte {
	var b []byte
	for _, n := range []int{shared, len(key), len(value)} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return append(b, key+value...)
}

func handleBytes(offset, size uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(nil, offset), size)
}

// overlapping is a table whose index names its one block a thousand times.
func overlapping() []byte {
	block := slices.Concat(entry(0, "key", "value"), oneRestart)
	one := entry(0, "key", string(handleBytes(0, uint64(len(block)))))
	return tableOf(sealed(block), bytes.Repeat(one, 1000), oneRestart)
}

// growing is a table whose keys repeat a long one again and again.
func growing() []byte {
	long := strings.Repeat("k", 1000)
	block := slices.Concat(entry(0, long, ""), bytes.Repeat(entry(1000, "", ""), 1000), oneRestart)
	at := handleBytes(0, uint64(len(block)))
	return tableOf(sealed(block), entry(0, "key", string(at)), oneRestart)
}
