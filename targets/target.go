package targets

import (
	"slices"
	"strconv"
	"strings"
)

// A Target says what is explained. The zero Target is the class with the highest score.
type Target struct {
	form form
	// class is that of a byClass or bySum. Of a byTop, it is how many have a higher score.
	class int
	// index has an index, or Every, for each dimension of the scores of one input.
	index []int
	// mask weights the positions; nil weights them equally.
	mask *Mask
}

// A form is a way to write a Target.
type form int

const (
	byTop form = iota
	byClass
	bySum
	byIndex
)

// Every is an index that means the whole dimension.
const Every = -1

// Class is the class with an index, where scores are [classes].
func Class(index int) Target { return Target{form: byClass, class: index} }

// Rank is the class with the n-th highest score; n is 1 or more.
func Rank(n int) Target { return Target{class: n - 1} }

// Sum is a class, an index of the last dimension, summed over all positions.
func Sum(class int) Target { return Target{form: bySum, class: class} }

// Element is one of the scores. An index of Every sums over its dimension.
func Element(index ...int) Target { return Target{form: byIndex, index: slices.Clone(index)} }

// Within weights the positions by a mask. These are the dimensions over which the target
// is a sum; a class is summed over all of them.
func (t Target) Within(m *Mask) Target {
	if t.form == byClass {
		t.form = bySum
	}
	t.mask = m
	return t
}

// IsTop reports whether it is the class with the highest score.
func (t Target) IsTop() bool { return t.form == byTop && t.class == 0 }

// Ranked returns how many classes have a higher score than the one that is meant by its
// rank, as with the highest score, 0.
func (t Target) Ranked() (above int, ok bool) { return t.class, t.form == byTop }

// IsClass returns the class of a target that is one of [classes].
func (t Target) IsClass() (class int, ok bool) {
	if t.form == byIndex && len(t.index) == 1 {
		return t.index[0], t.index[0] != Every
	}
	return t.class, t.form == byClass
}

// IsSum reports whether it may be a sum of several scores.
func (t Target) IsSum() bool { return t.form == bySum || slices.Contains(t.index, Every) }

// Mask is the mask, or nil.
func (t Target) Mask() *Mask { return t.mask }

// Class is the class that a resolved target explains, an index of the last dimension; -1
// if it is a sum over that dimension.
func (t Target) Class() int {
	switch t.form {
	case byTop:
		return -1
	case byIndex:
		return t.index[len(t.index)-1]
	}
	return t.class
}

// Index has an index of a resolved target for each dimension, or Every.
func (t Target) Index() []int32 {
	index := make([]int32, len(t.index))
	for i, k := range t.index {
		index[i] = int32(k)
	}
	return index
}

// String returns a text that Parse reads.
func (t Target) String() string {
	text := Top
	switch t.form {
	case byTop:
		if t.class > 0 {
			text = byRank + strconv.Itoa(t.class+1)
		}
	case byClass:
		return strconv.Itoa(t.class)
	case bySum:
		text = strconv.Itoa(t.class)
		if t.mask == nil {
			return sumOf + text
		}
	case byIndex:
		words := make([]string, len(t.index))
		for i, k := range t.index {
			if words[i] = strconv.Itoa(k); k == Every {
				words[i] = every
			}
		}
		text = strings.Join(words, ",")
	}
	if t.mask != nil {
		text += within + t.mask.Path
	}
	return text
}
