package savedmodels

import (
	"encoding/json"
	"fmt"
	"slices"

	"tfreeze/internal/nearest"
)

// A Recipe makes a network's input of an RGB image: the image is cropped to the
// centre, resized to the input's size, and each channel c of a pixel v in
// 0..255 becomes (v * Scale - Mean[c]) / Std[c].
type Recipe struct {
	Name string `json:"name"`
	// BGR puts the channels in the order blue, green, red; Mean and Std are in
	// the network's order.
	BGR   bool       `json:"bgr,omitempty"`
	Scale float64    `json:"scale"`
	Mean  [3]float64 `json:"mean"`
	Std   [3]float64 `json:"std"`
	// Size is the height and width of the input, where the graph leaves them open.
	Size int `json:"size,omitempty"`
}

// Bounds returns what the recipe makes of a channel's least and greatest pixels, 0 and 255.
// They are nil if there is no recipe.
func (r *Recipe) Bounds() (low, high []float64) {
	if r == nil {
		return nil, nil
	}
	for c, mean := range r.Mean {
		low, high = append(low, -mean/r.Std[c]), append(high, (255*r.Scale-mean)/r.Std[c])
	}
	return low, high
}

var ones = [3]float64{1, 1, 1}

// recipes are those of the common families of models.
var recipes = []Recipe{
	// VGG and slim's resnet_v1: the mean RGB of ImageNet's training set, as in
	// Simonyan and Zisserman, "Very Deep Convolutional Networks", 2014.
	{Name: "vgg", Scale: 1, Mean: [3]float64{123.68, 116.779, 103.939}, Std: ones},
	// Networks from Caffe, and Keras' VGG and ResNet.
	{Name: "caffe-bgr", BGR: true, Scale: 1, Mean: [3]float64{103.939, 116.779, 123.68}, Std: ones},
	// Inception, MobileNet, Xception: -1..1.
	{Name: "inception", Scale: 1 / 127.5, Mean: ones, Std: ones},
	// Keras' DenseNet, and models from PyTorch.
	{Name: "torch", Scale: 1 / 255., Mean: [3]float64{0.485, 0.456, 0.406}, Std: [3]float64{0.229, 0.224, 0.225}},
	// 0..1.
	{Name: "unit", Scale: 1 / 255., Std: ones},
	// 0..255, for networks that normalise their input themselves.
	{Name: "none", Scale: 1, Std: ones},
}

// FindRecipe returns the recipe of that name.
func FindRecipe(name string) (Recipe, error) {
	i := slices.IndexFunc(recipes, func(r Recipe) bool { return r.Name == name })
	if i < 0 {
		return Recipe{}, nearest.Unknown("preprocessing", name, RecipeNames())
	}
	return recipes[i], nil
}

// UnmarshalJSON reads a recipe. One that FindRecipe knows may be given as its name, or
// as an object with its name and perhaps a size.
func (r *Recipe) UnmarshalJSON(raw []byte) error {
	type fields Recipe
	var given fields
	if err := json.Unmarshal(raw, &given.Name); err != nil {
		if err := json.Unmarshal(raw, &given); err != nil {
			return err
		}
	}
	*r = Recipe(given)
	if (given != fields{Name: given.Name, Size: given.Size}) {
		return nil
	}
	known, err := FindRecipe(given.Name)
	if err != nil {
		return fmt.Errorf("preprocess: %w; one of your own needs scale, mean and std", err)
	}
	known.Size = given.Size
	*r = known
	return nil
}

// RecipeNames lists the names that FindRecipe knows.
func RecipeNames() []string {
	names := make([]string, len(recipes))
	for i, r := range recipes {
		names[i] = r.Name
	}
	return names
}

// MaxSide bounds the height and width of an input that a user may ask for, in pixels.
const MaxSide = 1 << 16

// Validate refuses a recipe that divides by zero, or whose size is impossible.
func (r Recipe) Validate() error {
	if r.Size < 0 || r.Size > MaxSide {
		return fmt.Errorf("preprocessing %q: size %d is not in 1..%d", r.Name, r.Size, MaxSide)
	}
	if slices.Contains(r.Std[:], 0) || r.Scale == 0 {
		return fmt.Errorf("preprocessing %q: scale and std must not be 0", r.Name)
	}
	return nil
}
