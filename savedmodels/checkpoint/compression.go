package checkpoint

import (
	"fmt"

	"github.com/golang/snappy"
)

// How a block is compressed, as its trailer says.
const (
	uncompressed = 0
	snappyBlock  = 1
)

// maxExpansion bounds how many bytes Snappy makes of one: a copy takes 3 bytes and makes
// at most 64.
const maxExpansion = 64

// expand undoes the compression of a block's body. A result of more than limit bytes is
// an error.
func expand(body []byte, compression byte, limit uint64) ([]byte, error) {
	switch compression {
	case uncompressed:
		return body, nil
	case snappyBlock:
		size, err := snappy.DecodedLen(body)
		if err != nil || uint64(size) > limit || size > maxExpansion*len(body) {
			return nil, fmt.Errorf("%w: the size of a compressed block", errDamaged)
		}
		whole, err := snappy.Decode(nil, body)
		if err != nil {
			return nil, fmt.Errorf("%w: a compressed block", errDamaged)
		}
		return whole, nil
	}
	return nil, fmt.Errorf("a block is compressed by an unknown method (%d)", compression)
}
