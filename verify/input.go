package verify

import (
	"fmt"
	"image"
	"math/rand/v2"

	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/savedmodels"
)

// RandomInput makes an input of a shape, the same for the same seed, and says what it is:
// random pixels of 0..255, preprocessed by the recipe, if there is one and the shape is
// [H,W,3], else random numbers of -1..1.
func RandomInput(shape []int64, recipe *savedmodels.Recipe, seed uint64) (x []float32, what string) {
	r := rand.New(rand.NewPCG(seed, 1))
	if recipe == nil || len(shape) != 3 || shape[2] != 3 {
		x = make([]float32, gr.Shape(shape).Elements())
		for i := range x {
			x[i] = 2*r.Float32() - 1
		}
		return x, fmt.Sprintf("random numbers of -1..1 (seed %d)", seed)
	}
	img := image.NewNRGBA(image.Rect(0, 0, int(shape[1]), int(shape[0])))
	for i := range img.Pix {
		if img.Pix[i] = 255; i%4 < 3 {
			img.Pix[i] = uint8(r.IntN(256))
		}
	}
	return inputs.Preprocess(img, *recipe), fmt.Sprintf("random pixels, preprocessed by %q (seed %d)", recipe.Name, seed)
}
