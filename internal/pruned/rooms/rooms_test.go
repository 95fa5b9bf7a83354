package rooms

import (
	"math/rand/v2"
	"testing"
	"unsafe"
)

// TestAgain: the second time, as many parts of the same sizes, in any order, are those of the
// first, however many they are.
func TestAgain(t *testing.T) {
	var r Rooms
	random := rand.New(rand.NewPCG(1, 2))
	sizes := make([]int, 1000)
	for i := range sizes {
		sizes[i] = 1 + random.IntN(300)
	}
	first := map[*float32]bool{}
	for again := range 3 {
		random.Shuffle(len(sizes), func(i, j int) { sizes[i], sizes[j] = sizes[j], sizes[i] })
		var all [][]float32
		for _, n := range sizes {
			f := r.Take(n)
			all = append(all, f)
			if p := unsafe.SliceData(f); again == 0 {
				first[p] = true
			} else if !first[p] {
				t.Fatalf("%d floats were made anew", n)
			}
		}
		r.Give(all...)
	}
	if r.Take(1000); len(r.free) != len(sizes)-1 {
		t.Errorf("%d parts are left of %d when a larger one was made", len(r.free), len(sizes))
	}
}

// TestLoan: what is lent is aligned, is nobody else's, and is lent again after its release.
func TestLoan(t *testing.T) {
	r := &Rooms{}
	for range 3 {
		l := Loan{Rooms: r}
		var all [][]uint16
		for n := range 300 {
			own := Cleared[uint16](&l, n*n)
			if at := uintptr(unsafe.Pointer(unsafe.SliceData(own))); at%64 != 0 {
				t.Fatalf("%d values are at %d", n*n, at)
			}
			for i := range own {
				own[i] = uint16(n)
			}
			all = append(all, own)
		}
		for n, own := range all {
			for _, v := range own {
				if v != uint16(n) {
					t.Fatalf("%d values of %d are shared", n*n, n)
				}
			}
		}
		parts := len(l.parts)
		if l.Release(); len(r.free) != parts {
			t.Errorf("%d parts came back of %d", len(r.free), parts)
		}
	}
}

// TestLoanOfNobody: without rooms, it lends what the collector has.
func TestLoanOfNobody(t *testing.T) {
	var l Loan
	if got := len(Of[int32](&l, 5)); got != 5 || Of[int32](&l, 0) != nil {
		t.Errorf("%d values, not 5", got)
	}
	l.Release()
}
