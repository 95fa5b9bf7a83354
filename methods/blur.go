package methods

import (
	"math"
	"sync"
)

// blurred returns images convolved with a Gaussian along both sides, as SciPy's
// gaussian_filter has it: cut off at four standard deviations, with sums in float64 and
// float32 between.
func (of image) blurred(x []float32, sigma float64, e edge) []float32 {
	if sigma == 0 {
		return x
	}
	kernel := gaussian(sigma)
	blurred := append([]float32(nil), x...)
	var wait sync.WaitGroup
	size := of.height * of.width * of.channels
	for from := 0; from < len(x); from += size {
		for c := range of.channels {
			wait.Go(func() { of.blur(blurred[from+c*of.deep:], kernel, e) })
		}
	}
	wait.Wait()
	return blurred
}

// blur convolves a channel, one side after the other.
func (of image) blur(channel []float32, kernel []float64, e edge) {
	for x := range of.width {
		convolve(channel[x*of.right:], of.height, of.down, kernel, e)
	}
	for y := range of.height {
		convolve(channel[y*of.down:], of.width, of.right, kernel, e)
	}
}

// gaussian is the right half of the kernel, whose whole sum is 1.
func gaussian(sigma float64) []float64 {
	kernel := make([]float64, int(4*sigma+0.5)+1)
	sum := 0.0
	for i := range kernel {
		kernel[i] = math.Exp(-0.5 / (sigma * sigma) * float64(i*i))
		sum += kernel[i]
	}
	sum = 2*sum - kernel[0]
	for i := range kernel {
		kernel[i] /= sum
	}
	return kernel
}

// An edge says what lies outside an image, to the left of the first element of a line and
// to the right of the last.
type edge bool

const (
	// zeros is SciPy's mode "constant": 0 0 0 | a b c | 0 0 0.
	zeros edge = false
	// mirrored is SciPy's mode "reflect": c b a | a b c | c b a.
	mirrored edge = true
)

// convolve convolves n elements, apart from each other, with a symmetric kernel.
func convolve(x []float32, n, apart int, kernel []float64, e edge) {
	reach := len(kernel) - 1
	line := make([]float64, n+2*reach)
	for i := range line {
		at := i - reach
		if e == mirrored {
			at = ((at % (2 * n)) + 2*n) % (2 * n)
			at = min(at, 2*n-1-at)
		}
		if at >= 0 && at < n {
			line[i] = float64(x[at*apart])
		}
	}
	for i := range n {
		at, far := reach+i, reach
		if e == zeros {
			far = min(reach, max(i, n-1-i))
		}
		sum := line[at] * kernel[0]
		for k := far; k > 0; k-- {
			sum += (line[at-k] + line[at+k]) * kernel[k]
		}
		x[i*apart] = float32(sum)
	}
}
