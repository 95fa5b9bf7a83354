package pruned_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"tfreeze/internal/pruned"
	"tfreeze/internal/pruned/rooms"
)

// maps are one of each kind: averages along a ray in both variants, samples, and the
// methods of one point.
var maps = []func(e *pruned.Engine, t *testing.T, s *sample) ([]float64, error){
	func(e *pruned.Engine, t *testing.T, s *sample) ([]float64, error) {
		from, alphas := s.path(100)
		sum, err := e.Integrated(context.Background(), s.mask(t), s.values, from, pruned.Line{Alphas: alphas})
		return append(sum.Gradients, sum.AtBaseline), err
	},
	func(e *pruned.Engine, t *testing.T, s *sample) ([]float64, error) {
		from, alphas := s.path(100)
		sum, err := e.IntegratedLifted(context.Background(), 1, s.values, from, pruned.Line{Alphas: alphas})
		return append(sum.Gradients, sum.AtBaseline), err
	},
	func(e *pruned.Engine, t *testing.T, s *sample) ([]float64, error) {
		sums, err := e.Sampled(context.Background(), s.mask(t), s.values, pruned.Points{N: 30, Offset: noise, Powers: []int{1}})
		return slices.Concat(sums...), err
	},
	func(e *pruned.Engine, t *testing.T, s *sample) ([]float64, error) {
		m, err := e.AtInput(context.Background(), s.mask(t), s.values, []pruned.Rule{pruned.Grad})
		return widened(slices.Concat(m...)), err
	},
	func(e *pruned.Engine, t *testing.T, s *sample) ([]float64, error) {
		from, _ := s.path(1)
		m, _, err := e.DeepLIFT(context.Background(), s.mask(t), s.values, from)
		return widened(m), err
	},
}

// TestMemory: a bound on the memory changes no bit, and one that is too small is an error. Nor
// do threads that take columns of others, as they do where there is memory for fewer blocks.
func TestMemory(t *testing.T) {
	for seed := range uint64(10) {
		s := newSample(t, seed, 50)
		for i, m := range maps {
			e := pruned.New(s.net, 1)
			want, err := m(e, t, s)
			if err != nil {
				t.Fatal(err)
			}
			e.Threads = 1 + int(seed%4)
			narrow, refused := 0, 0
			for e.Memory = 1 << 8; e.Memory < 1<<28; e.Memory += e.Memory / 2 {
				got, err := m(e, t, s)
				switch {
				case errors.Is(err, pruned.ErrMemory):
					refused++
				case err != nil:
					t.Fatal(err)
				case !slices.Equal(got, want):
					t.Errorf("seed %d, map %d: %d bytes give another map", seed, i, e.Memory)
				default:
					narrow++
				}
			}
			if narrow == 0 || refused == 0 {
				t.Errorf("seed %d, map %d: of all bounds, %d were enough and %d too small", seed, i, narrow, refused)
			}
		}
	}
}

// TestRooms: a plan and a map do not depend on what was in the memory that they are lent.
func TestRooms(t *testing.T) {
	for seed := range uint64(20) {
		s := newSample(t, seed, 50)
		for i, m := range maps {
			e := pruned.New(s.net, 2)
			s.values.Rooms = nil
			want, err := m(e, t, s)
			if err != nil {
				t.Fatal(err)
			}
			s.values.Rooms = e.Rooms
			for range 2 {
				litter(e.Rooms)
				got, err := m(e, t, s)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got, want) {
					t.Errorf("seed %d, map %d: another map in memory that was used", seed, i)
				}
			}
		}
	}
}

// litter leaves numbers in rooms.
func litter(r *rooms.Rooms) {
	var all [][]float32
	for range 12 {
		f := r.Take(1 << 18)
		for i := range f {
			f[i] = math.Float32frombits(0x7fc01020 + uint32(i)*3)
		}
		all = append(all, f)
	}
	r.Give(all...)
}

// TestGivesBack: an engine gives back what it took for maps, and for plans that it made.
func TestGivesBack(t *testing.T) {
	s := newSample(t, 3, 50)
	for i, m := range maps {
		e := pruned.New(s.net, 2)
		if s.values.Rooms = nil; i == 1 { // it plans by itself
			s.values.Rooms = e.Rooms
		}
		if _, err := m(e, t, s); err != nil {
			t.Fatal(err)
		}
		if n := e.Rooms.Lent(); n != 0 {
			t.Errorf("map %d: %d parts are not given back", i, n)
		}
	}
}
