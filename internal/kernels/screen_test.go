package kernels

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// bent makes rows that bend at some points: their columns are in the order in which bounds
// need points.
func bent(r *rand.Rand, rows, columns int) []float32 {
	arena, vectors := Aligned(rows*columns), columns/Lane
	for i := range rows {
		slope, z := r.NormFloat64(), 0.0
		for s := range columns {
			if z += slope / float64(columns); r.IntN(30) == 0 {
				slope = r.NormFloat64()
			}
			arena[i*columns+s%vectors*Lane+s/vectors] = float32(z)
		}
	}
	return arena
}

// shares are those of points at equal distances.
func shares(columns int) []float32 {
	all, vectors := Aligned(columns), columns/Lane
	for s := range all {
		if all[s] = float32(s/Lane) / float32(vectors); s%Lane == Lane-1 {
			all[s] = 0
		}
	}
	return all
}

// TestScreen: what reaches a threshold at a point is never left out, and most else is. One
// threshold is at the largest sum itself, which is of a point between those of the first vector.
func TestScreen(t *testing.T) {
	for _, f := range Forms() {
		for columns := 2 * Lane; columns <= MaxColumns; columns += Lane {
			for seed := range uint64(8) {
				r := rand.New(rand.NewPCG(uint64(columns), seed))
				c := conv(r)
				c.Channels = int(seed) % 3 * 4
				m := &Memory{Arena: bent(r, len(c.From.Slot), columns), Columns: columns}
				l := &Limits{ClipParams: ClipParams{U: random(r, 3*5*outChannels)}, Reach: make([]bool, len(c.To.Slot))}
				if seed%2 == 0 {
					l.Scale = random(r, outChannels)
				}
				tops := l.tops(c, m)
				l.Threshold = slices.Sorted(slices.Values(tops))[len(tops)*3/4]
				l.screen(f, c, m)
				left := 0
				for k, top := range tops {
					if top >= l.Threshold && !l.Reach[k] {
						t.Fatalf("%v, %d columns, seed %d: row %d reaches %v of %v, and is left out", f, columns, seed, k, top, l.Threshold)
					}
					if !l.Reach[k] {
						left++
					}
				}
				if left*3 < len(tops) {
					t.Errorf("%v, %d columns, seed %d: %d of %d rows are left out", f, columns, seed, left, len(tops))
				}
			}
		}
	}
}

// tops are the largest values of a convolution's rows.
func (l *Limits) tops(c *Conv, m *Memory) []float32 {
	all := make([]float32, len(c.To.Slot))
	for p := range c.To.H * c.To.W {
		for k := c.To.Start[p]; k < c.To.Start[p+1]; k++ {
			e, scale := p*outChannels+int(c.To.Channel[k]), float32(1)
			if l.Scale != nil {
				scale = l.Scale[e%len(l.Scale)]
			}
			for s := range m.Columns {
				u := l.U[e] + float32(scale*sumAt(c, m, int(k), s))
				if all[k] = max(all[k], u); s == 0 {
					all[k] = u
				}
			}
		}
	}
	return all
}

// screen bounds the rows of a convolution.
func (l *Limits) screen(f Form, c *Conv, m *Memory) {
	var h Hold
	defer h.Release()
	l.Rows = Aligned(len(c.From.Slot) * Bounded)
	f.Bound(h.Path(&Path{Slot: c.From.Slot, Share: shares(m.Columns), Rows: l.Rows}), h.Memory(m), 0, len(c.From.Slot))
	f.Screen(h.Conv(c.Forward(make([]Entry, len(c.From.Slot)))), h.Limits(l), 0, len(c.To.Slot), h.Entries(6*inChannels))
}
