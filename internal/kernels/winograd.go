package kernels

// #include "kernels.h"
// #cgo noescape winograd
// static void winograd(const form *f, const float *dy, const float *kernel, const float *gate, float *dx, int32_t h, int32_t w, int32_t in,
//     int32_t out, int32_t width, int32_t tile, float near, float far, int64_t from, int64_t to, int32_t first, int32_t last, float *room) {
//   tiled t = {dy, kernel, gate, dx, h, w, in, out, width, tile, near, far};
//   f->winograd(&t, from, to, first, last, room);
// }
import "C"

import "unsafe"

// Tiles are the gradients of N images by a 3x3 convolution of stride 1 whose images were padded
// with one zero on each side, computed by F(4x4, 3x3) or F(2x2, 3x3): Lavin and Gray, "Fast Algorithms for
// Convolutional Neural Networks", 2015.
type Tiles struct {
	// DY is [N,H,W,In]. In is a multiple of 16.
	DY *float32
	// Kernel is [Panels,(Tile+2)^2,In,Width]: G g G^T of the flipped kernel, for Width of the Out
	// channels at a time, with zeros behind the last one. Width is a multiple of 16.
	Kernel *float32
	// Gate, if there, has the shape of DX, which is 0 where Gate is not above 0.
	Gate *float32
	// DX is [N,H,W,Out].
	DX               *float32
	N, H, W, In, Out int
	Panels, Width    int
	// Tile is 4, or 2: how many pixels of DX a tile is high and wide.
	Tile int
	// Near and Far are the points, beside 0 and infinity, at which tiles of 4 are evaluated,
	// with their negatives. Those of 2 are evaluated at 0, 1, -1 and infinity.
	Near, Far float32
}

// cacheOf is how much of the kernels is worth a tile at once: more tiles share what is read of
// kernels, and fewer stay in the cache.
const cacheOf = 50_000

// worthThread is how many multiply-adds are worth a thread: 0.1 ms, where a goroutine takes 0.01
// to 0.02 ms to begin.
const worthThread = 8_000_000

// tiles counts the tiles of all images.
func (t *Tiles) tiles() int {
	across := func(pixels int) int { return (pixels + t.Tile - 1) / t.Tile }
	return t.N * across(t.H) * across(t.W)
}

// products counts those of a tile, for a pair of channels.
func (t *Tiles) products() int { return (t.Tile + 2) * (t.Tile + 2) }

// A share is what one goroutine computes at a time.
type share struct{ from, to, first, last int }

// shares splits the work: by tiles, or by panels where there are few tiles.
func (t *Tiles) shares(threads int) []share {
	tiles, most := t.tiles(), 24
	for most < 192 && most*cacheOf < 4*t.products()*t.In*t.Panels*t.Width {
		most *= 2
	}
	blocks, groups := (tiles+most-1)/most, 1
	switch {
	case blocks == 1:
		groups = min(threads, t.Panels)
	case blocks < 8*threads:
		blocks = (blocks + threads - 1) / threads * threads
	}
	var all []share
	for b := range blocks {
		for g := range groups {
			all = append(all, share{tiles * b / blocks, tiles * (b + 1) / blocks, t.Panels * g / groups, t.Panels * (g + 1) / groups})
		}
	}
	return all
}

// Compute writes DX with so many threads. Its bits are the same for any number.
func (t *Tiles) Compute(f Form, threads int) {
	threads = max(1, min(threads, t.products()*t.tiles()*t.In*t.Out/worthThread))
	shares := t.shares(threads)
	inShares(len(shares), threads, t.room(shares), func(i int, room []float32) { t.compute(f, shares[i], room) })
}

// room is the floats that the largest share needs.
func (t *Tiles) room(shares []share) int {
	most := 0
	for _, s := range shares {
		most = max(most, s.to-s.from)
	}
	return t.In + t.products()*(most*(t.In+t.Width)+32)
}

func (t *Tiles) compute(f Form, s share, room []float32) {
	c := func(p *float32) *C.float { return (*C.float)(unsafe.Pointer(p)) }
	C.winograd(f.c, c(t.DY), c(t.Kernel), c(t.Gate), c(t.DX), C.int32_t(t.H), C.int32_t(t.W), C.int32_t(t.In), C.int32_t(t.Out),
		C.int32_t(t.Width), C.int32_t(t.Tile), C.float(t.Near), C.float(t.Far), C.int64_t(s.from), C.int64_t(s.to), C.int32_t(s.first), C.int32_t(s.last), c(&room[0]))
}
