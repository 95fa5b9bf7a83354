package kernels

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"
)

// A gradient is one to be computed, beside what it must be.
type gradient struct {
	tiles  Tiles
	kernel []float32 // [3,3,out,in]
	dx     []float32
}

// newGradient makes random images and kernels, [3,3,out,in] as the convolution has them.
func newGradient(r *rand.Rand, n, h, w, in, out, width, tile int, gated bool) *gradient {
	g := &gradient{kernel: randoms(r, 9*in*out), dx: make([]float32, n*h*w*out)}
	g.tiles = Tiles{
		DY: &randoms(r, n*h*w*in)[0], DX: &g.dx[0], N: n, H: h, W: w, In: in, Out: out,
		Panels: (out + width - 1) / width, Width: width, Tile: tile, Near: 0.5, Far: 2,
	}
	if gated {
		g.tiles.Gate = &randoms(r, len(g.dx))[0]
	}
	g.tiles.Kernel = &g.transformed()[0]
	return g
}

func randoms(r *rand.Rand, n int) []float32 {
	x := Aligned(n)
	for i := range x {
		x[i] = r.Float32() - 0.5
	}
	return x
}

// transformed is G g G^T, [panels,36,in,width]. A row of G gives the value of a polynomial of
// three coefficients at a point, over the product of the point's distances from the others.
func (g *gradient) transformed() []float32 {
	t := &g.tiles
	points := []float64{0, float64(t.Near), -float64(t.Near), float64(t.Far), -float64(t.Far)}
	if t.Tile == 2 {
		points = []float64{0, 1, -1}
	}
	n, products := t.Tile+2, t.products()
	rows := make([][3]float64, n)
	rows[n-1][2] = 1
	for i, x := range points {
		f := 1.0
		for j, y := range points {
			if i != j {
				f *= x - y
			}
		}
		rows[i] = [3]float64{1 / f, x / f, x * x / f}
	}
	u := Aligned(t.Panels * products * t.In * t.Width)
	for o := range t.Out {
		for i := range t.In {
			for p := range products {
				sum := 0.0
				for k := range 9 {
					flipped := g.kernel[((8-k)*t.Out+o)*t.In+i]
					sum += rows[p/n][k/3] * rows[p%n][k%3] * float64(flipped)
				}
				u[((o/t.Width*products+p)*t.In+i)*t.Width+o%t.Width] = float32(sum)
			}
		}
	}
	return u
}

// TestTiles compares the gradient with the sum that defines it, and all forms and numbers of
// threads with each other, to the bit.
func TestTiles(t *testing.T) {
	for _, test := range []struct {
		n, h, w, in, out, width, tile int
		gated                         bool
	}{
		{2, 9, 13, 16, 3, 16, 4, true},
		{1, 1, 5, 32, 48, 48, 4, false},
		{3, 8, 4, 48, 130, 64, 2, true},
		{40, 8, 8, 16, 96, 48, 4, false},
		{5, 7, 7, 32, 17, 32, 2, false},
	} {
		g := newGradient(rand.New(rand.NewPCG(1, 2)), test.n, test.h, test.w, test.in, test.out, test.width, test.tile, test.gated)
		g.tiles.Compute(Best(), 1)
		g.compare(t)
		first := append([]float32(nil), g.dx...)
		for _, f := range Forms() {
			clear(g.dx)
			g.tiles.Compute(f, 3)
			for i := range first {
				if math.Float32bits(first[i]) != math.Float32bits(g.dx[i]) {
					t.Fatalf("%+v: %v, 3 threads: element %d is %v, and %v by %v", test, f, i, g.dx[i], first[i], Best())
				}
			}
		}
	}
}

// compare computes some elements by the definition, in float64. A sum of 9 in products, each
// below 1/4, rounds by less than 1e-5 of its terms here.
func (g *gradient) compare(t *testing.T) {
	t.Helper()
	for e := 0; e < len(g.dx); e += 7 {
		if want := g.at(e); math.Abs(float64(g.dx[e])-want) > 1e-5*math.Sqrt(float64(g.tiles.In)) {
			t.Fatalf("element %d of %d x %d x %d x %d: %v, want %v", e, g.tiles.N, g.tiles.H, g.tiles.W, g.tiles.Out, g.dx[e], want)
		}
	}
}

func (g *gradient) at(e int) float64 {
	t := &g.tiles
	o, x, y, n := e%t.Out, e/t.Out%t.W, e/t.Out/t.W%t.H, e/t.Out/t.W/t.H
	if t.Gate != nil && slice(t.Gate, len(g.dx))[e] <= 0 {
		return 0
	}
	dy, sum := slice(t.DY, t.N*t.H*t.W*t.In), 0.0
	for k := range 9 {
		// dx[y] = sum over k of dy[y + 1 - k] W[k]
		yy, xx := y+1-k/3, x+1-k%3
		if yy < 0 || yy >= t.H || xx < 0 || xx >= t.W {
			continue
		}
		for i := range t.In {
			sum += float64(dy[((n*t.H+yy)*t.W+xx)*t.In+i]) * float64(g.kernel[(k*t.Out+o)*t.In+i])
		}
	}
	return sum
}

func slice(p *float32, n int) []float32 { return unsafe.Slice(p, n) }
