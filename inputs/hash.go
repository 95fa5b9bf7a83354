package inputs

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Hash identifies an input independently of its path. It is the SHA-256 of an image's
// file, or of an array's elements. It is empty if the file cannot be read.
func (in *Input) Hash() string {
	if in.decode == nil {
		return HashValues(in.X)
	}
	return in.from.hash()
}

// HashValues returns the SHA-256 of float32 elements, little-endian. It is empty if
// there are no elements.
func HashValues(x []float32) string {
	if x == nil {
		return ""
	}
	var b bytes.Buffer
	binary.Write(&b, binary.LittleEndian, x)
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:])
}
