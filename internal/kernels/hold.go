package kernels

// #include <stdlib.h>
// #include "kernels.h"
import "C"

import (
	"runtime"
	"sync"
	"unsafe"
)

// A Hold keeps in place what C reads of slices, and what it knows of them, until Release:
// calls by the thousand then cost little. The zero value is ready; goroutines may share it.
type Hold struct {
	mutex  sync.Mutex
	pinner runtime.Pinner
	blocks []unsafe.Pointer
}

// Release lets go of all that was held.
func (h *Hold) Release() {
	h.pinner.Unpin()
	for _, b := range h.blocks {
		C.free(b)
	}
	h.blocks = nil
}

// What is held of each kind.
type (
	HeldConv    struct{ c *C.convolution }
	HeldLists   struct{ c *C.lists }
	HeldWindows struct{ c *C.windows }
	HeldRay     struct{ c *C.ray }
	HeldTotal   struct{ c *C.total }
	HeldPath    struct{ c *C.path }
	HeldLimits  struct{ c *C.limits }
	HeldMemory  struct{ c *C.memory }
	// HeldEntries is room for the entries of one pixel.
	HeldEntries struct{ c *C.entry }
)

// block is memory of C. It is cleared: Go's collector looks at what a pointer is written
// over.
func block[T any](h *Hold, n int) *T {
	b := C.calloc(C.size_t(n), C.size_t(unsafe.Sizeof(*new(T))))
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.blocks = append(h.blocks, b)
	return (*T)(b)
}

// held copies a value into memory of C.
func held[T any](h *Hold, v T) *T {
	b := block[T](h, 1)
	*b = v
	return b
}

// pointer is where the elements of a slice begin, from the first on.
func pointer[C, T any](h *Hold, s []T, first int) *C {
	if len(s) == 0 {
		return nil
	}
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.pinner.Pin(&s[0])
	return (*C)(unsafe.Pointer(&s[first]))
}

// Entries is room for n entries.
func (h *Hold) Entries(n int) HeldEntries { return HeldEntries{block[C.entry](h, max(n, 1))} }

func (h *Hold) live(l *Live) C.live {
	return C.live{
		start: pointer[C.int32_t](h, l.Start, 0), channel: pointer[C.int32_t](h, l.Channel, 0), slot: pointer[C.int32_t](h, l.Slot, 0),
		row: pointer[C.int32_t](h, l.Row, 0), how: pointer[C.uint8_t](h, l.How, 0), h: C.int32_t(l.H), w: C.int32_t(l.W), channels: C.int32_t(l.Channels),
	}
}

// Conv holds a convolution, whose Reads say which way it goes.
func (h *Hold) Conv(c *Conv) HeldConv {
	return HeldConv{held(h, C.convolution{
		in: h.live(&c.From), out: h.live(&c.To), reads: pointer[C.entry](h, c.Reads, 0), channels: C.int32_t(c.Channels), leaves_out: number(c.LeavesOut), kh: C.int32_t(c.KH), kw: C.int32_t(c.KW), sh: C.int32_t(c.SH), sw: C.int32_t(c.SW),
		dh: C.int32_t(c.DH), dw: C.int32_t(c.DW), pt: C.int32_t(c.PT), pl: C.int32_t(c.PL),
		tap_step: C.int64_t(c.Tap), in_step: C.int64_t(c.In), out_step: C.int64_t(c.Out), weights: pointer[C.float](h, c.Weights, 0),
	})}
}

// Lists holds sums.
func (h *Hold) Lists(s *Lists) HeldLists {
	return HeldLists{held(h, C.lists{
		first: pointer[C.int32_t](h, s.First, 0), entries: pointer[C.entry](h, s.Entries, 0), factors: pointer[C.factor](h, s.Factors, 0), weights: pointer[C.float](h, s.Weights, 0),
		slot: pointer[C.int32_t](h, s.Slot, 0), row: pointer[C.int32_t](h, s.Row, 0), how: pointer[C.uint8_t](h, s.How, 0),
	})}
}

// Windows holds max-pools.
func (h *Hold) Windows(s *Windows) HeldWindows {
	return HeldWindows{held(h, C.windows{
		first: pointer[C.int32_t](h, s.First, 0), members: pointer[C.member](h, s.Members, 0), places: pointer[C.place](h, s.Places, 0),
		slot: pointer[C.int32_t](h, s.Slot, 0), row: pointer[C.int32_t](h, s.Row, 0), how: pointer[C.uint8_t](h, s.How, 0),
	})}
}

// Ray holds rows along a ray, at the columns of a memory.
func (h *Hold) Ray(r *Ray, m *Memory) HeldRay {
	return HeldRay{held(h, C.ray{
		base: pointer[C.float](h, r.Base, 0), along: pointer[C.float](h, r.Along, m.First),
		slot: pointer[C.int32_t](h, r.Slot, 0), row: pointer[C.int32_t](h, r.Row, 0),
	})}
}

// Path holds what bounds rows.
func (h *Hold) Path(p *Path) HeldPath {
	return HeldPath{held(h, C.path{slot: pointer[C.int32_t](h, p.Slot, 0), share: pointer[C.float](h, p.Share, 0), rows: pointer[C.float](h, p.Rows, 0)})}
}

// Limits holds what sums have to reach.
func (h *Hold) Limits(l *Limits) HeldLimits {
	return HeldLimits{held(h, C.limits{
		rows: pointer[C.float](h, l.Rows, 0), u: pointer[C.float](h, l.U, 0), scale: pointer[C.float](h, l.Scale, 0), scales: C.int32_t(len(l.Scale)),
		threshold: C.float(l.Threshold), reach: pointer[C.uint8_t](h, l.Reach, 0),
	})}
}

// Total holds sums over the columns of a memory.
func (h *Hold) Total(t *Total, m *Memory) HeldTotal {
	return HeldTotal{held(h, C.total{
		slot: pointer[C.int32_t](h, t.Slot, 0), sums: pointer[C.double](h, t.Sums, m.First/Lane*t.Step), step: C.int64_t(t.Step),
		columns: C.int32_t(t.Columns - m.First), power: C.int32_t(t.Power),
	})}
}

func number(b bool) C.int32_t {
	if b {
		return 1
	}
	return 0
}

// Memory holds the columns of a memory.
func (h *Hold) Memory(m *Memory) HeldMemory {
	stride, vector := m.stride(), m.First/Lane
	to := m.To
	if to == nil {
		to = m.Arena
	}
	return HeldMemory{held(h, C.memory{
		arena: pointer[C.float](h, m.Arena, m.First), to: pointer[C.float](h, to, m.First), kept: pointer[C.float](h, m.Kept, m.First), gates: pointer[C.uint16_t](h, m.Gates, vector),
		factors: pointer[C.float](h, m.Factors, m.First), winners: pointer[C.uint8_t](h, m.Winners, m.First), zero: pointer[C.uint8_t](h, m.Zero, 0),
		params: pointer[C.param](h, m.Params, 0), positive: pointer[C.uint16_t](h, m.Positive, vector),
		nv: C.int32_t(m.Columns / Lane), stride: C.int32_t(stride / Lane), after: C.int32_t(m.After),
		guided: number(m.Guided), function: C.int32_t(m.Function), sums: number(m.Sums),
	})}
}
