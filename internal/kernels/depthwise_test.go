package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// naive adds what each element of dy gives to dx, in float64, between the gates.
func (d *Depthwise) naive(dy, kernel, after, before []float32) []float64 {
	dx := make([]float64, d.N*d.H*d.W*d.C)
	for i, g := range dy {
		c, x, y, n := i%d.C, i/d.C%d.OW, i/d.C/d.OW%d.OH, i/d.C/d.OW/d.OH
		if after != nil && (after[i] <= 0 || after[i] >= d.AfterHigh) {
			continue
		}
		for t := range d.KH * d.KW {
			row, column := y*d.SH-d.PT+t/d.KW, x*d.SW-d.PL+t%d.KW
			if row >= 0 && row < d.H && column >= 0 && column < d.W {
				dx[((n*d.H+row)*d.W+column)*d.C+c] += float64(g) * float64(kernel[t*d.C+c])
			}
		}
	}
	for i := range dx {
		if before != nil && (before[i] <= 0 || before[i] >= d.BeforeHigh) {
			dx[i] = 0
		}
	}
	return dx
}

// TestDepthwise: each form computes the gradient, for kernels, strides, paddings and channels
// of many kinds, with the same bits for any number of threads and in each form.
func TestDepthwise(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, d := range []Depthwise{
		{N: 2, H: 9, W: 11, OH: 9, OW: 11, C: 32, KH: 3, KW: 3, SH: 1, SW: 1, PT: 1, PL: 1},
		{N: 3, H: 8, W: 10, OH: 4, OW: 5, C: 24, KH: 3, KW: 3, SH: 2, SW: 2},
		{N: 1, H: 7, W: 7, OH: 4, OW: 4, C: 17, KH: 3, KW: 3, SH: 2, SW: 2, PT: 1, PL: 1},
		{N: 2, H: 12, W: 9, OH: 6, OW: 5, C: 40, KH: 5, KW: 5, SH: 2, SW: 2, PT: 1, PL: 2},
		{N: 1, H: 12, W: 9, OH: 12, OW: 9, C: 16, KH: 5, KW: 5, SH: 1, SW: 1, PT: 2, PL: 2},
		{N: 2, H: 10, W: 10, OH: 3, OW: 4, C: 5, KH: 2, KW: 1, SH: 3, SW: 3},
		{N: 1, H: 1, W: 40, OH: 1, OW: 38, C: 3, KH: 1, KW: 3, SH: 1, SW: 1},
		{N: 1, H: 64, W: 64, OH: 64, OW: 64, C: 130, KH: 3, KW: 3, SH: 1, SW: 1, PT: 1, PL: 1},
	} {
		for _, gates := range []string{"none", "after", "before", "both"} {
			t.Run(fmt.Sprintf("%dx%dx%d,%dx%d,%s", d.H, d.W, d.C, d.KH, d.SH, gates), func(t *testing.T) {
				dy, kernel := random(r, d.N*d.OH*d.OW*d.C), random(r, d.KH*d.KW*d.C)
				var after, before []float32
				d.After, d.Before = nil, nil
				if gates == "after" || gates == "both" {
					after, d.AfterHigh = random(r, len(dy)), 1
					d.After = &after[0]
				}
				if gates == "before" || gates == "both" {
					before, d.BeforeHigh = random(r, d.N*d.H*d.W*d.C), float32(math.Inf(1))
					d.Before = &before[0]
				}
				if err := d.Check(); err != nil {
					t.Fatal(err)
				}
				d.DY, d.Kernel = &dy[0], &kernel[0]
				want, first := d.naive(dy, kernel, after, before), []float32(nil)
				for _, f := range Forms() {
					for _, threads := range []int{1, 3} {
						dx := make([]float32, len(want))
						d.DX = &dx[0]
						d.Compute(f, threads)
						for i := range dx {
							if first != nil && dx[i] != first[i] || math.Abs(float64(dx[i])-want[i]) > 1e-5*float64(d.KH*d.KW) {
								t.Fatalf("%s, %d threads: element %d is %v, want %v", f, threads, i, dx[i], want[i])
							}
						}
						first = dx
					}
				}
			})
		}
	}
}
