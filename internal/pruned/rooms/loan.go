package rooms

import (
	"sync"
	"unsafe"

	"tfreeze/internal/kernels"
)

// A Loan is what a plan or a map has taken until Release. Goroutines may share it. The zero
// value makes what is asked of it, and leaves it to the collector.
type Loan struct {
	// Rooms lend.
	Rooms *Rooms

	mutex sync.Mutex
	parts [][]float32
	// rest is left of a part that is shared out.
	rest []float32
}

// shared is how many floats are taken at once for those who ask for no more than small.
const shared, small = 1 << 18, 1 << 15

// Floats returns n floats, of any values, aligned as package kernels needs them.
func (l *Loan) Floats(n int) []float32 {
	if l.Rooms == nil {
		return kernels.Aligned(n)
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if n > small {
		return l.take(n)
	}
	if n > len(l.rest) {
		l.rest = l.take(shared)
	}
	f := l.rest[:n:n]
	l.rest = l.rest[min(len(l.rest), (n+kernels.Lane-1)/kernels.Lane*kernels.Lane):]
	return f
}

func (l *Loan) take(n int) []float32 {
	f := l.Rooms.Take(n)
	l.parts = append(l.parts, f)
	return f
}

// Release gives all of it back. Nobody may use it any more.
func (l *Loan) Release() {
	if l.Rooms == nil {
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.Rooms.Give(l.parts...)
	l.parts, l.rest = nil, nil
}

// Of returns n values of a type without pointers, of any values.
func Of[T any](l *Loan, n int) []T {
	if n == 0 {
		return nil
	}
	f := l.Floats((n*int(unsafe.Sizeof(*new(T))) + 3) / 4)
	return unsafe.Slice((*T)(unsafe.Pointer(&f[0])), n)
}

// Cleared returns n values that are 0, of a type without pointers.
func Cleared[T any](l *Loan, n int) []T {
	all := Of[T](l, n)
	clear(all)
	return all
}
