package bindings

import (
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// Data is all that the templates read.
type Data struct {
	// Package is the name of the Go package.
	Package string
	// Fingerprint identifies the model; see fingerprint.go.
	Fingerprint string
	// Images says how an image becomes the network's input. It is nil if that is
	// unknown.
	Images *Images
	// Signatures are the signatures that have a method, in the model's order.
	Signatures []Signature
	// Skipped lists the signatures that have no method, each with the reason.
	Skipped []string
	// Example is the method that the package's example calls. It is nil if no signature
	// explains.
	Example *Signature
	// ClassCount is the number of classes, or 0 if it is unknown.
	ClassCount int64
	// Classes are the classes with their labels. It is empty if the model has no
	// labels.
	Classes []Class
	// Positions reports whether scores have positions, so that a place in them is explained
	// and not a class.
	Positions bool
	// Layers are the activations that can be frozen.
	Layers []Layer
	// Used lists the Go types of optional scalars. For each, the package has a function
	// that returns a pointer to a value.
	Used []string
	// Heatmaps reports whether explanations include heatmaps.
	Heatmaps bool
	// Pixels reports whether some attributions have one value for each pixel, and not for
	// each channel of it.
	Pixels bool
	// Relevance reports whether some explanations include the relevance that ends at frozen
	// units.
	Relevance bool
	// BaselineScores reports whether some explanations include the scores at the
	// baseline.
	BaselineScores bool
	// Strings reports whether a tensor of some signature holds strings.
	Strings bool
}

// Images says how an image becomes the network's input. Height and Width are 0 if both
// the network and the recipe leave them open.
type Images struct {
	Recipe        savedmodels.Recipe
	Height, Width int
	// ChannelsFirst reports whether the input is [N,C,H,W].
	ChannelsFirst bool
}

// Open reports whether the caller chooses the size of the input.
func (i *Images) Open() bool { return i.Height == 0 || i.Width == 0 }

// A Signature describes one of the model's signatures, and its method.
type Signature struct {
	// Key is the signature's name in the model. Short is the name of the signature
	// without options that the method also serves; it equals Key if there is no
	// such signature.
	Key, Short string
	// Method, OptionsType and ResultType are names in Go. OptionsType is empty if there
	// are no options.
	Method, OptionsType, ResultType string
	// About says in a clause what the signature computes.
	About string
	// Kind is the kind of method.
	Kind Kind
	// Params must be given; Options may be left out.
	Params, Options []Tensor
	Results         []Tensor
	// PerRun is how many inputs an explaining method runs at once by default: 1, or the
	// number that the network fixes.
	PerRun int64
}

// Kind is a kind of method.
type Kind string

const (
	// A Plain method takes and returns tensors.
	Plain Kind = "plain"
	// An Explaining method returns an attribution, a score and a target for each of N
	// inputs, and a heatmap if they are images.
	Explaining Kind = "explaining"
	// An Activations method returns the values of layers, by name.
	Activations Kind = "activations"
)

// A Tensor is one input or output of a signature.
type Tensor struct {
	// Key is its name in the signature.
	Key string
	// Name is the name of the parameter or field in Go.
	Name string
	// Element is the Go type of its elements, and Type that of the parameter or
	// field.
	Element, Type string
	// Scalar reports whether the tensor has a single element.
	Scalar bool
	// Shape describes the shape: "[N,227,227,3]", or "of any shape".
	Shape string
	// About says what the tensor is, in a clause that follows its name. It is empty if
	// that is unknown.
	About string
	// Default describes the value of an optional input that is left out.
	Default string
	// Dims is the shape in Go: "dims{-1, 227, 227, 3}", or "nil" if the rank is open.
	Dims string
}

// Target reports whether the tensor takes the classes to explain.
func (t Tensor) Target() bool { return t.Type == "[]Class" }

// Places reports whether the tensor takes the places of scores to explain.
func (t Tensor) Places() bool { return t.Type == "[]Place" }

// Shared reports whether the tensor is the same for every input.
func (t Tensor) Shared() bool { return t.Key == serving.TargetWeights }

// A Class is a label, and the name of its constant.
type Class struct {
	Index       int
	Label, Name string
}

// A Layer is an activation, and the name of its constant.
type Layer struct{ Key, Name string }
