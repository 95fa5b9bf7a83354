package graphrewrite

import (
	"encoding/binary"
	"slices"
)

// A size is a dimension: a number times symbols. A symbol is a number that is known only
// when the network runs. Two sizes are the same if they are equal as Go values.
type size struct {
	factor int64
	// symbols is sorted, with four bytes for each symbol.
	symbols string
}

// maxSize bounds products of dimensions: a file may claim any.
const maxSize = 1 << 53

func sized(n int64) size { return size{factor: n} }

// number returns the size; 0 if it is not known.
func (a size) number() int64 {
	if a.symbols != "" {
		return 0
	}
	return a.factor
}

func (a size) is(n int64) bool { return a == sized(n) }

// times returns the product. It is 0, which over refuses, if the product is too large.
func (a size) times(b size) size {
	if a.factor < 0 || b.factor < 0 || b.factor > 0 && a.factor > maxSize/b.factor {
		return size{}
	}
	all := append(a.list(), b.list()...)
	slices.Sort(all)
	return size{a.factor * b.factor, joinSymbols(all)}
}

// over returns the quotient, and whether it is certainly a whole number of 1 or more.
func (a size) over(b size) (size, bool) {
	if a.factor < 1 || b.factor < 1 || a.factor%b.factor != 0 {
		return size{}, false
	}
	left := a.list()
	for _, s := range b.list() {
		i := slices.Index(left, s)
		if i < 0 {
			return size{}, false
		}
		left = slices.Delete(left, i, i+1)
	}
	return size{a.factor / b.factor, joinSymbols(left)}, true
}

func (a size) list() []uint32 {
	var all []uint32
	for s := a.symbols; s != ""; s = s[4:] {
		all = append(all, binary.BigEndian.Uint32([]byte(s)))
	}
	return all
}

func joinSymbols(all []uint32) string {
	var b []byte
	for _, s := range all {
		b = binary.BigEndian.AppendUint32(b, s)
	}
	return string(b)
}

// product multiplies sizes; without any it is 1.
func product(sizes []size) size {
	p := sized(1)
	for _, s := range sizes {
		p = p.times(s)
	}
	return p
}
