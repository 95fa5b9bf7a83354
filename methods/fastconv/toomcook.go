package fastconv

import "math"

// A toomCook is F(m, 3): it computes m results y of a filter of three taps from m+2
// values d, with m+2 products, as y = a ((g taps) * (b d)).
//
// It multiplies the polynomials with the coefficients d and taps by their values at m+1
// points and at infinity. Toom 1963, Cook 1966; for convolutions Winograd, "Arithmetic
// Complexity of Computations", 1980, and Lavin and Gray, "Fast Algorithms for
// Convolutional Neural Networks", 2015.
type toomCook struct {
	m       int
	b, g, a [][]float64
}

// newToomCook evaluates at the given points, which must differ, and at infinity.
func newToomCook(points ...float64) toomCook {
	t := toomCook{m: len(points) - 1}
	for i, x := range points {
		others := without(points, i)
		weight := 1 / valueAt(others, x)
		t.b = append(t.b, append(others, 0))
		t.g = append(t.g, []float64{weight, weight * x, weight * x * x})
	}
	t.b = append(t.b, without(points, -1))
	t.g = append(t.g, []float64{0, 0, 1})
	for j := range t.m {
		row := make([]float64, t.m+2)
		for i, x := range points {
			row[i] = math.Pow(x, float64(j))
		}
		t.a = append(t.a, row)
	}
	t.a[t.m-1][t.m+1] = 1
	return t
}

// without returns the coefficients, the constant one first, of the polynomial whose
// roots are all the points save the i-th.
func without(points []float64, i int) []float64 {
	p := []float64{1}
	for k, root := range points {
		if k == i {
			continue
		}
		p = append([]float64{0}, p...)
		for j := range p[1:] {
			p[j] -= root * p[j+1]
		}
	}
	return p
}

func valueAt(polynomial []float64, x float64) float64 {
	value := 0.0
	for i := len(polynomial) - 1; i >= 0; i-- {
		value = value*x + polynomial[i]
	}
	return value
}
