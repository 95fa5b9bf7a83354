package methods

import "math"

// gaussLegendre returns the n points of Gauss-Legendre quadrature on 0..1, in order, and
// their weights, whose sum is 1. The points are where the Legendre polynomial of degree n is
// 0; Newton's method finds them from the cosines nearby.
func gaussLegendre(n int) (points, weights []float64) {
	points, weights = make([]float64, n), make([]float64, n)
	for k := range n {
		x := math.Cos(math.Pi * (float64(n-k) - 0.25) / (float64(n) + 0.5))
		for range newtons {
			p, slope := legendre(n, x)
			x -= p / slope
		}
		_, slope := legendre(n, x)
		points[k], weights[k] = (1+x)/2, 1/((1-x*x)*slope*slope)
	}
	return points, weights
}

// newtons is the number of Newton's steps. Each doubles the correct digits, of which the
// cosines have two or more.
const newtons = 6

// legendre returns the Legendre polynomial of degree n, 1 or more, and its derivative, at a
// point between -1 and 1.
func legendre(n int, x float64) (p, slope float64) {
	before, p := 1.0, x
	for k := 2; k <= n; k++ {
		before, p = p, (float64(2*k-1)*x*p-float64(k-1)*before)/float64(k)
	}
	return p, float64(n) * (before - x*p) / (1 - x*x)
}
