package methods

import (
	"sync"

	"tfreeze/internal/gaussian"
)

// blurred returns images convolved with a Gaussian along both sides, with float32 between
// them.
func (of image) blurred(x []float32, sigma float64, b gaussian.Border) []float32 {
	if sigma == 0 {
		return x
	}
	kernel := gaussian.Kernel(sigma)
	blurred := append([]float32(nil), x...)
	var wait sync.WaitGroup
	size := of.height * of.width * of.channels
	for from := 0; from < len(x); from += size {
		for c := range of.channels {
			wait.Go(func() { of.blur(blurred[from+c*of.deep:], kernel, b) })
		}
	}
	wait.Wait()
	return blurred
}

// blur convolves a channel, one side after the other.
func (of image) blur(channel []float32, kernel []float64, b gaussian.Border) {
	for x := range of.width {
		gaussian.Blur(channel[x*of.right:], of.height, of.down, kernel, b)
	}
	for y := range of.height {
		gaussian.Blur(channel[y*of.down:], of.width, of.right, kernel, b)
	}
}
