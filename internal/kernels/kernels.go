package kernels

// #cgo CFLAGS: -O3
// #cgo LDFLAGS: -lm
// #include "kernels.h"
// #cgo noescape conv_forward
// #cgo noescape conv_backward
// #cgo noescape sum_forward
// #cgo noescape sum_backward
// #cgo noescape product_forward
// #cgo noescape product_backward
// #cgo noescape max_forward
// #cgo noescape max_backward
// #cgo noescape spread
// #cgo noescape add_up
// #cgo noescape reach
// #cgo noescape lines
// #cgo noescape screen
// #cgo noescape sift
// #cgo noescape tfreeze_params
// #cgo noescape tfreeze_passing
// #cgo noescape tfreeze_finite
// static void conv_forward(const form *f, const convolution *c, const memory *m, int32_t from, int32_t to, entry *l) { f->conv_forward(c, m, from, to, l); }
// static void conv_backward(const form *f, const convolution *c, const memory *m, int32_t from, int32_t to, entry *l) { f->conv_backward(c, m, from, to, l); }
// static void sum_forward(const form *f, const lists *s, const memory *m, int32_t from, int32_t to) { f->sum_forward(s, m, from, to); }
// static void sum_backward(const form *f, const lists *s, const memory *m, int32_t from, int32_t to) { f->sum_backward(s, m, from, to); }
// static void product_forward(const form *f, const lists *s, const memory *m, int32_t from, int32_t to) { f->product_forward(s, m, from, to); }
// static void product_backward(const form *f, const lists *s, const memory *m, int32_t from, int32_t to) { f->product_backward(s, m, from, to); }
// static void max_forward(const form *f, const windows *s, const memory *m, int32_t from, int32_t to) { f->max_forward(s, m, from, to); }
// static void max_backward(const form *f, const windows *s, const memory *m, int32_t from, int32_t to) { f->max_backward(s, m, from, to); }
// static void spread(const form *f, const ray *r, const memory *m, int32_t from, int32_t to) { f->spread(r, m, from, to); }
// static void add_up(const form *f, const total *t, const memory *m, int32_t from, int32_t to) { f->add_up(t, m, from, to); }
// static void reach(const form *f, const float *z, int64_t n, int32_t c, float t, uint64_t *w) { f->reach(z, n, c, t, w); }
// static void lines(const form *f, const path *x, const memory *m, int32_t from, int32_t to) { f->lines(x, m, from, to); }
// static void screen(const form *f, const convolution *c, const limits *x, int32_t from, int32_t to, entry *l) { f->screen(c, x, from, to, l); }
// static void sift(const form *f, const float *z, int64_t n, float low, float high, float *l, int64_t room, int64_t *counts) { f->sift(z, n, low, high, l, room, counts); }
import "C"

import "unsafe"

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

// ConvForward computes the states of To's rows from..to-1. list is room for the entries
// of one pixel, one goroutine's own.
func (f Form) ConvForward(c HeldConv, m HeldMemory, from, to int, list HeldEntries) {
	C.conv_forward(f.c, c.c, m.c, C.int32_t(from), C.int32_t(to), list.c)
}

// ConvBackward computes the gradients of From's rows from..to-1.
func (f Form) ConvBackward(c HeldConv, m HeldMemory, from, to int, list HeldEntries) {
	C.conv_backward(f.c, c.c, m.c, C.int32_t(from), C.int32_t(to), list.c)
}

// SumForward computes the states of rows from..to-1.
func (f Form) SumForward(s HeldLists, m HeldMemory, from, to int) {
	C.sum_forward(f.c, s.c, m.c, C.int32_t(from), C.int32_t(to))
}

// SumBackward computes the gradients of rows from..to-1.
func (f Form) SumBackward(s HeldLists, m HeldMemory, from, to int) {
	C.sum_backward(f.c, s.c, m.c, C.int32_t(from), C.int32_t(to))
}

// ProductForward computes the states of rows from..to-1, of the factors that they list.
func (f Form) ProductForward(s HeldLists, m HeldMemory, from, to int) {
	C.product_forward(f.c, s.c, m.c, C.int32_t(from), C.int32_t(to))
}

// ProductBackward computes the gradients of rows from..to-1, of what they are factors of.
func (f Form) ProductBackward(s HeldLists, m HeldMemory, from, to int) {
	C.product_backward(f.c, s.c, m.c, C.int32_t(from), C.int32_t(to))
}

// MaxForward computes the states of rows from..to-1 and notes the winners.
func (f Form) MaxForward(s HeldWindows, m HeldMemory, from, to int) {
	C.max_forward(f.c, s.c, m.c, C.int32_t(from), C.int32_t(to))
}

// MaxBackward computes the gradients of rows from..to-1.
func (f Form) MaxBackward(s HeldWindows, m HeldMemory, from, to int) {
	C.max_backward(f.c, s.c, m.c, C.int32_t(from), C.int32_t(to))
}

// Spread computes the states of rows from..to-1 whose sums are each row's base times along
// at each point.
func (f Form) Spread(r HeldRay, m HeldMemory, from, to int) {
	C.spread(f.c, r.c, m.c, C.int32_t(from), C.int32_t(to))
}

// AddUp computes the sums of rows from..to-1, one for each vector.
func (f Form) AddUp(t HeldTotal, m HeldMemory, from, to int) {
	C.add_up(f.c, t.c, m.c, C.int32_t(from), C.int32_t(to))
}

// Bound writes the bounded rows of the states from..to-1.
func (f Form) Bound(p HeldPath, m HeldMemory, from, to int) {
	C.lines(f.c, p.c, m.c, C.int32_t(from), C.int32_t(to))
}

// Screen marks those of To's rows from..to-1 that may reach the threshold at a point: none that
// does is left out.
func (f Form) Screen(c HeldConv, l HeldLimits, from, to int, list HeldEntries) {
	C.screen(f.c, c.c, l.c, C.int32_t(from), C.int32_t(to), list.c)
}

// Reach sets the bits of the values that reach a threshold. The channels of each pixel begin
// a word of their own, and words are 0 before.
func (f Form) Reach(values []float32, channels int, threshold float32, words []uint64) {
	if len(values) > 0 {
		C.reach(f.c, (*C.float)(&values[0]), C.int64_t(len(values)/channels), C.int32_t(channels), C.float(threshold), (*C.uint64_t)(&words[0]))
	}
}

// Sift lists the values from low on, which is more than 0, and below high in found, as far as
// it goes, and counts the values that are positive, that reach low, and that are in between.
func (f Form) Sift(values []float32, low, high float32, found []float32) (positive, reached, between int) {
	if len(values) == 0 {
		return 0, 0, 0
	}
	var counts [3]C.int64_t
	C.sift(f.c, (*C.float)(&values[0]), C.int64_t(len(values)), C.float(low), C.float(high), (*C.float)(unsafe.SliceData(found)), C.int64_t(len(found)), &counts[0])
	return int(counts[0]), int(counts[1]), int(counts[2])
}

// ClipParams are of an activation that clips u to Lo..Hi, and is frozen below Threshold, behind a
// scale, of element e Scale[e%len(Scale)], if there is one.
type ClipParams struct {
	Scale             []float32
	U                 []float32
	Lo, Hi, Threshold float32
}

// Of sets the params of elements.
func (c *ClipParams) Of(params []Param, elements []int32) {
	if len(elements) == 0 {
		return
	}
	var scale *C.float
	if len(c.Scale) > 0 {
		scale = (*C.float)(&c.Scale[0])
	}
	C.tfreeze_params((*C.param)(unsafe.Pointer(&params[0])), C.int32_t(len(elements)), (*C.int32_t)(&elements[0]),
		scale, C.int32_t(len(c.Scale)), (*C.float)(&c.U[0]), C.float(c.Lo), C.float(c.Hi), C.float(c.Threshold))
}

// Passing lists those of n rows that have a gate open at one of some vectors of points.
func Passing(gates []uint16, vectors, n int, list []int32) []int32 {
	if n == 0 {
		return nil
	}
	return list[:C.tfreeze_passing((*C.uint16_t)(&gates[0]), C.int32_t(vectors), C.int32_t(n), (*C.int32_t)(&list[0]))]
}

// Finite reports whether no value is an infinity or a NaN.
func Finite(values []float32) bool {
	return len(values) == 0 || C.tfreeze_finite((*C.float)(&values[0]), C.int64_t(len(values))) != 0
}

// At is an activation's value and derivative at u.
func (f Function) At(u, alpha float64) (value, slope float64) {
	var v, s C.double
	C.tfreeze_at(C.int32_t(f), C.double(u), C.double(alpha), &v, &s)
	return float64(v), float64(s)
}
