package kernels

import (
	"math/rand/v2"
	"syscall"
	"testing"
)

// BenchmarkFunctions measures what a function and its derivative take at one element, which
// plan.Plan.ForwardWork counts.
func BenchmarkFunctions(b *testing.B) {
	const n = 100
	for i, name := range functions {
		b.Run(name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			m := memory(r, 2*n, n, MaxColumns, Functions)
			m.Factors, m.Function = Aligned(n*MaxColumns), Function(i)
			for k := range m.Params {
				m.Params[k] = Param{Scale: 1, U0: float32(r.Float64())}
			}
			s := &Lists{First: make([]int32, n+1), Weights: []float32{1}}
			for k := range n {
				s.First[k+1] = int32(k + 1)
				s.Entries = append(s.Entries, Entry{Slot: int32(k)})
				s.Slot, s.Row = append(s.Slot, int32(n+k)), append(s.Row, int32(k))
			}
			var h Hold
			defer h.Release()
			list, held := h.Lists(s), h.Memory(m)
			before := processorTime(b)
			for b.Loop() {
				Best().SumForward(list, held, 0, n)
			}
			b.ReportMetric((processorTime(b)-before)/float64(b.N*n*MaxColumns), "ns/element")
		})
	}
}

// processorTime is that of all threads so far, in nanoseconds.
func processorTime(b *testing.B) float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return float64(r.Utime.Nano() + r.Stime.Nano())
}
