package segments

import (
	"cmp"
	"math"
	"slices"

	"tfreeze/internal/gaussian"
)

// Labels number the segments of an image from 0, in the order of their first pixels.
// Of is in C order, [H,W].
type Labels struct {
	Height, Width, Count int
	Of                   []int32
}

// Felzenszwalb divides an image into segments at each scale, after a Gaussian blur of a
// standard deviation sigma in pixels. Felzenszwalb, Huttenlocher, "Efficient Graph-Based
// Image Segmentation", 2004: two segments are joined by the cheapest edge between them if
// it costs less than the dearest edge within either, plus scale / 255 / pixels. Then a
// segment with fewer than minSize pixels joins the neighbour that is nearest in colour.
//
// The edges are those between eight neighbours, and cost the distance of their colours.
// Equal ones come in the order right, down, down and right, up and right, then row by
// row. The labels are those of scikit-image 0.26, which lists its edges in that order; its
// sort may swap equal ones. In photos there are few of them.
func Felzenszwalb(im Image, sigma float64, minSize int, scales ...float64) []Labels {
	edges := im.edges(sigma)
	all := make([]Labels, len(scales))
	for i, scale := range scales {
		f := newForest(im.Height * im.Width)
		f.join(edges, scale/255)
		f.absorb(edges, int32(minSize))
		all[i] = f.labels(im.Height, im.Width)
	}
	return all
}

// An edge joins two pixels.
type edge struct {
	cost float64
	a, b int32
}

// edges lists all edges of the blurred image, the cheapest first.
func (im Image) edges(sigma float64) []edge {
	x := im.blurred(sigma)
	edges := make([]edge, 0, 4*im.Height*im.Width)
	for _, step := range [][2]int{{0, 1}, {1, 0}, {1, 1}, {-1, 1}} {
		for y := max(0, -step[0]); y < im.Height-max(0, step[0]); y++ {
			for at := y * im.Width; at < (y+1)*im.Width-step[1]; at++ {
				to := at + step[0]*im.Width + step[1]
				edges = append(edges, edge{distance(x[at*im.Channels:], x[to*im.Channels:], im.Channels), int32(at), int32(to)})
			}
		}
	}
	slices.SortStableFunc(edges, func(e, f edge) int { return cmp.Compare(e.cost, f.cost) })
	return edges
}

func distance(a, b []float64, channels int) float64 {
	sum := 0.0
	for c := range channels {
		d := a[c] - b[c]
		sum += float64(d * d)
	}
	return math.Sqrt(sum)
}

// blurred is the image in float64, blurred down and across.
func (im Image) blurred(sigma float64) []float64 {
	x := make([]float64, len(im.Data))
	for i, v := range im.Data {
		x[i] = float64(v)
	}
	blur(im, x, [2]float64{sigma, sigma}, gaussian.Mirror)
	return x
}

// blur blurs data of an image's shape down and across.
func blur[T float32 | float64](im Image, x []T, sigmas [2]float64, b gaussian.Border) {
	row := im.Width * im.Channels
	if sigmas[0] > 0 {
		kernel := gaussian.Kernel(sigmas[0])
		for i := range row {
			gaussian.Blur(x[i:], im.Height, row, kernel, b)
		}
	}
	if sigmas[1] > 0 {
		kernel := gaussian.Kernel(sigmas[1])
		for i := range im.Height * im.Channels {
			gaussian.Blur(x[i/im.Channels*row+i%im.Channels:], im.Width, im.Channels, kernel, b)
		}
	}
}
