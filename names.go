package tfreeze

import (
	"tfreeze/gen"
	"tfreeze/inputs"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// A Variant says how activations are frozen.
type Variant = serving.Variant

const (
	// Plain freezes nothing.
	Plain = serving.Plain
	// Threshold passes a unit while its activation reaches the layer's threshold, at
	// every input that the network runs on. It is the paper's variant.
	Threshold = serving.Threshold
	// Mask passes the units that reach the threshold at the explained input.
	Mask = serving.Mask
)

// A Score says which of a classifier's outputs is explained.
type Score = gen.Score

const (
	// Logit is the input of a trailing Softmax or Sigmoid, or the output if there is
	// none.
	Logit = gen.Logit
	// Probability is the model's output itself.
	Probability = gen.Probability
)

// A Resize says how an image of other proportions becomes the network's input.
type Resize = inputs.Resize

const (
	// Crop cuts out the largest centred rectangle of the network's proportions.
	Crop = inputs.Crop
	// Squash stretches the whole image to the network's proportions.
	Squash = inputs.Squash
	// Pad keeps the whole image, between black bars.
	Pad = inputs.Pad
)

// A Recipe says how an RGB image becomes a network's input.
type Recipe = savedmodels.Recipe

// A Size is the size of images in pixels, where the network leaves it open.
type Size = inputs.Size
