package segments

import (
	"math"

	"tfreeze/internal/gaussian"
)

// Resize brings an image to another size by a cubic spline, with zeros around the image,
// and clips what lies beyond its values. A side that shrinks is blurred first, by half of
// what a pixel grows by. It is scikit-image's resize of order 3, mode "constant", with
// anti-aliasing.
func (im Image) Resize(height, width int) Image {
	if height == im.Height && width == im.Width {
		return im
	}
	low, high := im.span()
	filtered := im
	filtered.Data = append([]float32(nil), im.Data...)
	shrinks := func(from, to int) float64 { return max(0, (float64(from)/float64(to)-1)/2) }
	blur(filtered, filtered.Data, [2]float64{shrinks(im.Height, height), shrinks(im.Width, width)}, gaussian.Zeros)
	down, across := splineOf(im.Height, height), splineOf(im.Width, width)
	small := Image{height, width, im.Channels, make([]float32, height*width*im.Channels)}
	for c := range im.Channels {
		coefficients := filtered.coefficients(c)
		for y, v := range down {
			for x, h := range across {
				sum := v.at(h, coefficients, im.Width+2*margin)
				small.Data[(y*width+x)*im.Channels+c] = min(max(float32(sum), low), high)
			}
		}
	}
	return small
}

// margin is how many zeros are put around an image.
const margin = 12

// coefficients are those of the B-splines that pass through a channel and the zeros
// around it.
func (im Image) coefficients(channel int) []float64 {
	height, width := im.Height+2*margin, im.Width+2*margin
	x := make([]float64, height*width)
	for y := range im.Height {
		for c := range im.Width {
			x[(y+margin)*width+c+margin] = float64(im.Data[(y*im.Width+c)*im.Channels+channel])
		}
	}
	for c := range width {
		prefilter(x[c:], height, width)
	}
	for y := range height {
		prefilter(x[y*width:], width, 1)
	}
	return x
}

// pole is that of the cubic B-spline.
var pole = math.Sqrt(3) - 2

// prefilter turns n elements, apart from each other, into the coefficients of cubic
// B-splines, in place: a pass there and one back. Unser, Aldroubi, Eden, "B-Spline Signal
// Processing: Part II", 1993. The line goes on as its mirror image.
func prefilter(x []float64, n, apart int) {
	line := make([]float64, n)
	for i := range line {
		line[i] = x[i*apart] * (1 - pole) * (1 - 1/pole)
	}
	// Before the first element lies the mirror image, there and back, without end.
	power, last := pole, math.Pow(pole, float64(n-1))
	first := line[0] + last*line[n-1]
	for i := 1; i < n-1; i++ {
		first += power * (line[i] + last*line[n-1-i])
		power *= pole
	}
	line[0] = first / (1 - last*last)
	for i := 1; i < n; i++ {
		line[i] += pole * line[i-1]
	}
	line[n-1] = (pole*line[n-2] + line[n-1]) * pole / (pole*pole - 1)
	for i := n - 2; i >= 0; i-- {
		line[i] = pole * (line[i+1] - line[i])
	}
	for i, v := range line {
		x[i*apart] = v
	}
}

// A place is where a new pixel lies among the coefficients: four of them, from the first
// on, with their weights.
type place struct {
	first   int
	weights [4]float64
}

// splineOf places the pixels of a side that gets another size.
func splineOf(from, to int) []place {
	places := make([]place, to)
	for i := range places {
		at := float64(from)/float64(to)*(float64(i)+0.5) - 0.5 + margin
		t := at - math.Floor(at)
		cubic := func(t float64) float64 { return (t*t*(t-2)*3 + 4) / 6 }
		w := [4]float64{(1 - t) * (1 - t) * (1 - t) / 6, cubic(t), cubic(1 - t)}
		w[3] = 1 - w[0] - w[1] - w[2]
		places[i] = place{int(math.Floor(at)) - 1, w}
	}
	return places
}

// at sums the coefficients around a point, v down and h across.
func (v place) at(h place, coefficients []float64, width int) float64 {
	sum := 0.0
	for j, down := range v.weights {
		row := coefficients[(v.first+j)*width+h.first:]
		for i, across := range h.weights {
			sum += row[i] * down * across
		}
	}
	return sum
}
