package verify

import (
	"fmt"
	"math/rand/v2"

	"tfreeze/savedmodels"
)

// RandomInput makes an input for want of an image, the same for the same seed,
// and says what it is: pixels of 0..255 as the recipe makes them if the shape is
// [H,W,3] and there is a recipe, else numbers of -1..1.
func RandomInput(shape []int64, recipe *savedmodels.Recipe, seed uint64) (x []float32, what string) {
	n := int64(1)
	for _, d := range shape {
		n *= d
	}
	x = make([]float32, n)
	r := rand.New(rand.NewPCG(seed, 1))
	if recipe == nil || len(shape) != 3 || shape[2] != 3 {
		for i := range x {
			x[i] = 2*r.Float32() - 1
		}
		return x, fmt.Sprintf("random numbers of -1..1 (seed %d)", seed)
	}
	for i := range x {
		c := i % 3
		x[i] = float32((float64(r.IntN(256))*recipe.Scale - recipe.Mean[c]) / recipe.Std[c])
	}
	return x, fmt.Sprintf("random pixels, preprocessed by %q (seed %d)", recipe.Name, seed)
}
