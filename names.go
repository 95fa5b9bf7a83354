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
	// Threshold passes a node whose activation reaches the layer's threshold, at
	// whatever input the network runs on: the paper's.
	Threshold = serving.Threshold
	// Mask passes the nodes that reach the threshold at the explained input.
	Mask = serving.Mask
)

// A Score says which of a classifier's outputs is explained.
type Score = gen.Score

const (
	// Logit is the input of a trailing Softmax or Sigmoid, or the output if there is
	// none.
	Logit = gen.Logit
	// Probability is the output as it is.
	Probability = gen.Probability
)

// A Resize says how an image of other proportions becomes the network's input.
type Resize = inputs.Resize

const (
	// Crop cuts out the largest centred rectangle of the network's proportions.
	Crop = inputs.Crop
	// Squash takes the whole image, distorted.
	Squash = inputs.Squash
	// Pad takes the whole image, between black bars.
	Pad = inputs.Pad
)

// A Recipe makes a network's input of an RGB image.
type Recipe = savedmodels.Recipe

// A Size is what images are made, in pixels, where the network leaves that open.
type Size = inputs.Size
