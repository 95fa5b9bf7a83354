package explain

import "math"

// notFinite returns the index of the first infinity or NaN, or -1 if there is none. Only
// for these is v - v not 0.
func notFinite(values []float32) int {
	const block = 1024
	for at := 0; at < len(values); at += block {
		part := values[at:min(at+block, len(values))]
		if allFinite(part) {
			continue
		}
		for i, v := range part {
			if v-v != 0 {
				return at + i
			}
		}
	}
	return -1
}

// allFinite reports whether no value is an infinity or a NaN. It has no branch for each
// value, and so takes half of the time.
func allFinite(values []float32) bool {
	var any uint32
	for ; len(values) >= 8; values = values[8:] {
		v := (*[8]float32)(values)
		any |= carry(v[0]) | carry(v[1]) | carry(v[2]) | carry(v[3]) | carry(v[4]) | carry(v[5]) | carry(v[6]) | carry(v[7])
	}
	for _, v := range values {
		any |= carry(v)
	}
	return any>>31 == 0
}

// carry has its highest bit set if all bits of the exponent are: adding 1 to these
// carries over.
func carry(v float32) uint32 { return math.Float32bits(v)&math.MaxInt32 + 1<<23 }
