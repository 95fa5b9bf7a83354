package kernels

// #cgo CFLAGS: -O3
// #cgo LDFLAGS: -lm
// #include "kernels.h"
// static void conv_forward(const form *f, const convolution *c, const memory *m, int32_t from, int32_t to, entry *l) { f->conv_forward(c, m, from, to, l); }
// static void conv_backward(const form *f, const convolution *c, const memory *m, int32_t from, int32_t to, entry *l) { f->conv_backward(c, m, from, to, l); }
// static void sum_forward(const form *f, const lists *s, const memory *m, int32_t from, int32_t to) { f->sum_forward(s, m, from, to); }
// static void sum_backward(const form *f, const lists *s, const memory *m, int32_t from, int32_t to) { f->sum_backward(s, m, from, to); }
// static void product_forward(const form *f, const lists *s, const memory *m, int32_t from, int32_t to) { f->product_forward(s, m, from, to); }
// static void product_backward(const form *f, const lists *s, const memory *m, int32_t from, int32_t to) { f->product_backward(s, m, from, to); }
// static void max_forward(const form *f, const windows *s, const memory *m, int32_t from, int32_t to) { f->max_forward(s, m, from, to); }
// static void max_backward(const form *f, const windows *s, const memory *m, int32_t from, int32_t to) { f->max_backward(s, m, from, to); }
// static void spread(const form *f, const memory *m, const float *b, const float *a, const int32_t *s, const int32_t *r, int32_t from, int32_t to) { f->spread(m, b, a, s, r, from, to); }
import "C"

import (
	"runtime"
	"unsafe"
)

// A Form is one way to compute, made for a kind of processor.
type Form struct {
	name string
	c    *C.form
}

// String is the form's name.
func (f Form) String() string { return f.name }

// Forms are those that this processor has, the best last.
func Forms() []Form {
	var found []Form
	for i, name := range []string{"portable", "AVX2", "AVX-512"} {
		if c := C.tfreeze_form(C.int(i)); c != nil {
			found = append(found, Form{name, c})
		}
	}
	return found
}

// Best is the fastest form that this processor has.
func Best() Form {
	all := Forms()
	return all[len(all)-1]
}

// Aligned makes n floats as an Arena, Factors and columns need them.
func Aligned(n int) []float32 {
	const align = 16
	all := make([]float32, n+align)
	at := int(-uintptr(unsafe.Pointer(&all[0]))%64) / 4
	return all[at : at+n : at+n]
}

// AlignedBytes makes n bytes as Winners need them.
func AlignedBytes(n int) []uint8 {
	f := Aligned((n + 3) / 4)
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*uint8)(unsafe.Pointer(&f[0])), n)
}

// pointer is where a slice begins, held in place for the pinner's time.
func pointer[C, T any](p *runtime.Pinner, s []T) *C {
	if len(s) == 0 {
		return nil
	}
	p.Pin(&s[0])
	return (*C)(unsafe.Pointer(&s[0]))
}

func (l *Live) c(p *runtime.Pinner) C.live {
	return C.live{
		start: pointer[C.int32_t](p, l.Start), channel: pointer[C.int32_t](p, l.Channel), slot: pointer[C.int32_t](p, l.Slot),
		row: pointer[C.int32_t](p, l.Row), how: pointer[C.uint8_t](p, l.How), h: C.int32_t(l.H), w: C.int32_t(l.W),
	}
}

func (c *Conv) c(p *runtime.Pinner) *C.convolution {
	return &C.convolution{
		in: c.From.c(p), out: c.To.c(p), kh: C.int32_t(c.KH), kw: C.int32_t(c.KW), sh: C.int32_t(c.SH), sw: C.int32_t(c.SW),
		dh: C.int32_t(c.DH), dw: C.int32_t(c.DW), pt: C.int32_t(c.PT), pl: C.int32_t(c.PL),
		tap_step: C.int64_t(c.Tap), in_step: C.int64_t(c.In), out_step: C.int64_t(c.Out), weights: pointer[C.float](p, c.Weights),
	}
}

func (s *Lists) c(p *runtime.Pinner) *C.lists {
	return &C.lists{
		first: pointer[C.int32_t](p, s.First), entries: pointer[C.entry](p, s.Entries), factors: pointer[C.factor](p, s.Factors), weights: pointer[C.float](p, s.Weights),
		slot: pointer[C.int32_t](p, s.Slot), row: pointer[C.int32_t](p, s.Row), how: pointer[C.uint8_t](p, s.How),
	}
}

func (s *Windows) c(p *runtime.Pinner) *C.windows {
	return &C.windows{
		first: pointer[C.int32_t](p, s.First), members: pointer[C.member](p, s.Members), places: pointer[C.place](p, s.Places),
		slot: pointer[C.int32_t](p, s.Slot), row: pointer[C.int32_t](p, s.Row), how: pointer[C.uint8_t](p, s.How),
	}
}

func number(b bool) C.int32_t {
	if b {
		return 1
	}
	return 0
}

func (m *Memory) c(p *runtime.Pinner) *C.memory {
	to := m.To
	if to == nil {
		to = m.Arena
	}
	return &C.memory{
		arena: pointer[C.float](p, m.Arena), to: pointer[C.float](p, to), kept: pointer[C.float](p, m.Kept), gates: pointer[C.uint16_t](p, m.Gates), factors: pointer[C.float](p, m.Factors),
		winners: pointer[C.uint8_t](p, m.Winners), params: pointer[C.param](p, m.Params), positive: pointer[C.uint16_t](p, m.Positive),
		nv: C.int32_t(m.Columns / Lane), after: C.int32_t(m.After), guided: number(m.Guided), function: C.int32_t(m.Function), sums: number(m.Sums),
	}
}

// ConvForward computes the states of To's rows from..to-1. list is room for the entries
// of one pixel, one goroutine's own.
func (f Form) ConvForward(c *Conv, m *Memory, from, to int, list []Entry) {
	var p runtime.Pinner
	defer p.Unpin()
	C.conv_forward(f.c, c.c(&p), m.c(&p), C.int32_t(from), C.int32_t(to), pointer[C.entry](&p, list))
}

// ConvBackward computes the gradients of From's rows from..to-1.
func (f Form) ConvBackward(c *Conv, m *Memory, from, to int, list []Entry) {
	var p runtime.Pinner
	defer p.Unpin()
	C.conv_backward(f.c, c.c(&p), m.c(&p), C.int32_t(from), C.int32_t(to), pointer[C.entry](&p, list))
}

// SumForward computes the states of rows from..to-1.
func (f Form) SumForward(s *Lists, m *Memory, from, to int) {
	var p runtime.Pinner
	defer p.Unpin()
	C.sum_forward(f.c, s.c(&p), m.c(&p), C.int32_t(from), C.int32_t(to))
}

// SumBackward computes the gradients of rows from..to-1.
func (f Form) SumBackward(s *Lists, m *Memory, from, to int) {
	var p runtime.Pinner
	defer p.Unpin()
	C.sum_backward(f.c, s.c(&p), m.c(&p), C.int32_t(from), C.int32_t(to))
}

// ProductForward computes the states of rows from..to-1, of the factors that they list.
func (f Form) ProductForward(s *Lists, m *Memory, from, to int) {
	var p runtime.Pinner
	defer p.Unpin()
	C.product_forward(f.c, s.c(&p), m.c(&p), C.int32_t(from), C.int32_t(to))
}

// ProductBackward computes the gradients of rows from..to-1, of what they are factors of.
func (f Form) ProductBackward(s *Lists, m *Memory, from, to int) {
	var p runtime.Pinner
	defer p.Unpin()
	C.product_backward(f.c, s.c(&p), m.c(&p), C.int32_t(from), C.int32_t(to))
}

// MaxForward computes the states of rows from..to-1 and notes the winners.
func (f Form) MaxForward(s *Windows, m *Memory, from, to int) {
	var p runtime.Pinner
	defer p.Unpin()
	C.max_forward(f.c, s.c(&p), m.c(&p), C.int32_t(from), C.int32_t(to))
}

// MaxBackward computes the gradients of rows from..to-1.
func (f Form) MaxBackward(s *Windows, m *Memory, from, to int) {
	var p runtime.Pinner
	defer p.Unpin()
	C.max_backward(f.c, s.c(&p), m.c(&p), C.int32_t(from), C.int32_t(to))
}

// Spread computes the states of rows from..to-1 whose sums are each row's base times along
// at each point.
func (f Form) Spread(m *Memory, base, along []float32, slot, row []int32, from, to int) {
	var p runtime.Pinner
	defer p.Unpin()
	C.spread(f.c, m.c(&p), pointer[C.float](&p, base), pointer[C.float](&p, along),
		pointer[C.int32_t](&p, slot), pointer[C.int32_t](&p, row), C.int32_t(from), C.int32_t(to))
}

// Total adds the first n columns of rows from..to-1, in their order, to what total has of
// each.
func Total(m *Memory, n int, slot []int32, from, to int, total []float64) {
	var p runtime.Pinner
	defer p.Unpin()
	C.tfreeze_total(m.c(&p), C.int32_t(n), pointer[C.int32_t](&p, slot), C.int32_t(from), C.int32_t(to), pointer[C.double](&p, total))
}

// At is an activation's value and derivative at u.
func (f Function) At(u, alpha float64) (value, slope float64) {
	var v, s C.double
	C.tfreeze_at(C.int32_t(f), C.double(u), C.double(alpha), &v, &s)
	return float64(v), float64(s)
}
