package graphrewrite

import (
	"math"
	"slices"
)

// tolerance bounds the difference between a function and a kind, relative to values
// above 1: constants may be rounded to float16, and GELU's two forms differ by 5e-4.
const tolerance = 1e-3

// grid holds the points at which functions are compared. Most avoid round numbers, where
// functions may jump.
var grid = makeGrid()

func makeGrid() []float64 {
	points := []float64{-far, -50.3, 0, 50.3, far}
	for i := -20; i <= 20; i++ {
		points = append(points, 0.0137+0.61*float64(i))
	}
	return points
}

// A function is an evaluated region.
type function struct {
	*program
	// values holds z on the grid, for each trial.
	values [][]float64
}

// function evaluates a region; it returns nil if that cannot be done.
func (f *finder) function(r region) *function {
	p := f.compile(r)
	if p == nil {
		return nil
	}
	z := &function{program: p}
	for p.trial = range p.trials() {
		z.values = append(z.values, make([]float64, len(grid)))
		for i, u := range grid {
			z.values[p.trial][i] = p.run(u)
		}
	}
	return z
}

// isIdentity reports whether z is u.
func (z *function) isIdentity() bool {
	return z.every(func(v []float64) bool { return matches(v, same, 1e-6) })
}

// isAffine reports whether z is a multiple of u, perhaps shifted.
func (z *function) isAffine() bool {
	return z.every(func(v []float64) bool {
		i, k := slices.Index(grid, 0), slices.Index(grid, far)
		slope := (v[k] - v[i]) / far
		return matches(v, func(u float64) float64 { return v[i] + slope*u }, 1e-6)
	})
}

func (z *function) every(holds func(v []float64) bool) bool {
	return !slices.ContainsFunc(z.values, func(v []float64) bool { return !holds(v) })
}

// maxUnsaid bounds the points of the grid at which a kind may make no claim.
const maxUnsaid = 4

// matches reports whether values on the grid are those of g.
func matches(values []float64, g func(float64) float64, tolerance float64) bool {
	unsaid := 0
	for i, u := range grid {
		want := g(u)
		switch {
		case math.IsNaN(want):
			unsaid++
		case !(math.Abs(values[i]-want) <= tolerance*max(1, math.Abs(want))):
			return false
		}
	}
	return unsaid <= maxUnsaid
}

// kind returns the kind that the function is of in every trial. For a multiple of the
// activation op scaled, it is a kind that scales this op.
func (z *function) kind(scaled string) (kind, bool) {
	i := slices.IndexFunc(kinds, func(k kind) bool { return (scaled == "" || k.scales == scaled) && z.is(k) })
	if i < 0 {
		return kind{}, false
	}
	k := kinds[i]
	if k.name == "LeakyRelu" && z.hasParameters() {
		k.name = "PReLU"
	}
	return k, true
}

func (z *function) is(k kind) bool {
	for z.trial = range z.values {
		g := k.fit(z.run)
		if g == nil || !matches(z.values[z.trial], g, tolerance) {
			return false
		}
	}
	return true
}

// hasParameters reports whether the function depends on parameters besides u.
func (z *function) hasParameters() bool { return len(z.program.values) > 0 }
