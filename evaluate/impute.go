package evaluate

import "math"

// Neighbours of a pixel, and their weights, of which a pixel amid the picture has all.
var neighbours = []struct {
	rows, columns int
	weight        float64
}{
	{-1, 0, 1. / 6}, {1, 0, 1. / 6}, {0, -1, 1. / 6}, {0, 1, 1. / 6},
	{-1, -1, 1. / 12}, {-1, 1, 1. / 12}, {1, -1, 1. / 12}, {1, 1, 1. / 12},
}

// Impute makes each removed pixel, in one channel, the weighted mean of its neighbours,
// the removed ones among them. It solves these equations: Rong et al., 2022, section 5.
func Impute(p Picture, x []float32, channel int, removed []int) []float64 {
	s := newStencil(p, removed)
	right := make([]float64, len(removed))
	for i, pixel := range removed {
		s.each(pixel, func(at int, weight float64) {
			if s.unknown[at] < 0 {
				right[i] += weight * float64(x[p.At(at, channel)])
			}
		})
	}
	return s.solve(right)
}

// A stencil is the matrix of the equations. It is symmetric, and positive definite if a
// pixel is left.
type stencil struct {
	Picture
	removed []int
	// unknown is the index of a removed pixel, -1 of one that is left.
	unknown []int
	// diagonal is the sum of the weights of the neighbours within the picture.
	diagonal []float64
	// links are the removed neighbours of each removed pixel, from start[i] to start[i+1].
	start   []int
	links   []int
	weights []float64
}

func newStencil(p Picture, removed []int) *stencil {
	s := &stencil{Picture: p, removed: removed, unknown: make([]int, p.Size()), diagonal: make([]float64, len(removed)), start: []int{0}}
	for i := range s.unknown {
		s.unknown[i] = -1
	}
	for i, pixel := range removed {
		s.unknown[pixel] = i
	}
	for i, pixel := range removed {
		s.each(pixel, func(at int, weight float64) {
			s.diagonal[i] += weight
			if k := s.unknown[at]; k >= 0 {
				s.links, s.weights = append(s.links, k), append(s.weights, weight)
			}
		})
		s.start = append(s.start, len(s.links))
	}
	return s
}

// each visits the neighbours of a pixel within the picture.
func (s *stencil) each(pixel int, visit func(at int, weight float64)) {
	row, column := pixel/s.Width, pixel%s.Width
	for _, n := range neighbours {
		r, c := row+n.rows, column+n.columns
		if r >= 0 && r < s.Height && c >= 0 && c < s.Width {
			visit(r*s.Width+c, n.weight)
		}
	}
}

// times multiplies the matrix with a vector.
func (s *stencil) times(v, into []float64) {
	for i := range into {
		sum := s.diagonal[i] * v[i]
		for k := s.start[i]; k < s.start[i+1]; k++ {
			sum -= s.weights[k] * v[s.links[k]]
		}
		into[i] = sum
	}
}

// solved is the residual, relative to the right side, at which solve ends.
const solved = 1e-6

// solve finds the solution by conjugate gradients.
func (s *stencil) solve(right []float64) []float64 {
	n := len(right)
	x, r, d, product := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	copy(r, right)
	copy(d, right)
	square := dot(r, r)
	enough := solved * solved * square
	for range n {
		if square <= enough {
			break
		}
		s.times(d, product)
		step := square / dot(d, product)
		for i := range x {
			x[i] += step * d[i]
			r[i] -= step * product[i]
		}
		next := dot(r, r)
		for i := range d {
			d[i] = r[i] + next/square*d[i]
		}
		square = next
	}
	return x
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func norm(a []float64) float64 { return math.Sqrt(dot(a, a)) }
