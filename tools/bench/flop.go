package main

// productSize is the side of the square matrices whose product gives the
// machine's rate.
const productSize = 4096

// productFlop is the arithmetic of a product of n x n matrices.
func productFlop(n int) float64 { return 2 * float64(n) * float64(n) * float64(n) }

// gradientFlop is the arithmetic of VGG16's forward pass at 224 x 224 and of its
// gradient with respect to the input: each layer's products twice, a
// multiplication and an addition each. What is not a product is left out.
func gradientFlop() float64 { return 2 * 2 * float64(vggProducts()) }

// vggProducts counts VGG16's multiplications, forward.
func vggProducts() int {
	n, size, channels := 0, 224, 3
	for _, block := range []struct{ layers, channels int }{{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}} {
		for range block.layers {
			n += size * size * 3 * 3 * channels * block.channels
			channels = block.channels
		}
		size /= 2
	}
	return n + size*size*channels*4096 + 4096*4096 + 4096*1000
}
