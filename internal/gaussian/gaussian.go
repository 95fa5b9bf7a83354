// Package gaussian blurs lines of numbers as SciPy's gaussian_filter does: by a kernel
// that is cut off at four standard deviations, with sums in float64, from the outside
// in. It gives SciPy's bits where both compute exp alike.
package gaussian

import "math"

// Kernel is the right half of a Gaussian of a standard deviation above 0, in elements.
// The sum of the whole is 1.
func Kernel(sigma float64) []float64 {
	kernel := make([]float64, int(4*sigma+0.5)+1)
	for i := range kernel {
		kernel[i] = math.Exp(-0.5 / (sigma * sigma) * float64(i*i))
	}
	sum := 0.0
	for i := 1 - len(kernel); i < len(kernel); i++ {
		sum += kernel[max(i, -i)]
	}
	for i := range kernel {
		kernel[i] /= sum
	}
	return kernel
}

// A Border says what is beyond the ends of a line.
type Border int

const (
	// Zeros surround the line: SciPy's modes "constant" and "grid-constant".
	Zeros Border = iota
	// Mirror repeats it backwards, with the last element twice: SciPy's "reflect".
	Mirror
)

// Blur convolves n elements, apart from each other, with a symmetric kernel, in place.
func Blur[T float32 | float64](x []T, n, apart int, kernel []float64, b Border) {
	reach := len(kernel) - 1
	line := make([]float64, n+2*reach)
	for i := range line {
		if at, ok := b.at(i-reach, n); ok {
			line[i] = float64(x[at*apart])
		}
	}
	for i := range n {
		at := reach + i
		sum := line[at] * kernel[0]
		far := reach
		if b == Zeros {
			far = min(reach, max(i, n-1-i))
		}
		for k := far; k > 0; k-- {
			// The conversion keeps processors from rounding once where SciPy rounds twice.
			sum += float64((line[at-k] + line[at+k]) * kernel[k])
		}
		x[i*apart] = T(sum)
	}
}

// at is the element of a line of n that is found at i.
func (b Border) at(i, n int) (int, bool) {
	if b == Zeros {
		return i, i >= 0 && i < n
	}
	i %= 2 * n
	if i < 0 {
		i += 2 * n
	}
	return min(i, 2*n-1-i), true
}
