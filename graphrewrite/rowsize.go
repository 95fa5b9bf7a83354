package graphrewrite

import (
	"encoding/binary"
	"slices"
)

// A size is a dimension: a number times symbols, which stand for numbers that show
// when the network runs. Two sizes are the same if they are equal.
type size struct {
	factor int64
	// symbols are in order, four bytes each.
	symbols string
}

// maxSize bounds products of the dimensions that a file claims.
const maxSize = 1 << 53

func sized(n int64) size { return size{factor: n} }

// number is 0 of a size that is not known.
func (a size) number() int64 {
	if a.symbols != "" {
		return 0
	}
	return a.factor
}

func (a size) is(n int64) bool { return a == sized(n) }

// times is 0, which nothing divides by, where the product is too large.
func (a size) times(b size) size {
	if a.factor < 0 || b.factor < 0 || b.factor > 0 && a.factor > maxSize/b.factor {
		return size{}
	}
	all := append(a.list(), b.list()...)
	slices.Sort(all)
	return size{a.factor * b.factor, joinSymbols(all)}
}

// over is the quotient, if it is surely a whole number of 1 or more.
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

// product is 1 of no sizes.
func product(sizes []size) size {
	p := sized(1)
	for _, s := range sizes {
		p = p.times(s)
	}
	return p
}
