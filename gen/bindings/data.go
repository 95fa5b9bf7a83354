package bindings

import "tfreeze/savedmodels"

// Data is all that the templates show.
type Data struct {
	// Package is the name of the Go package.
	Package string
	// Fingerprint is that of the model; see fingerprint.go.
	Fingerprint string
	// Images says how an image becomes the input; nil if that is not known.
	Images *Images
	// Signatures are those that have a method, in the model's order.
	Signatures []Signature
	// Skipped says which have none, and why.
	Skipped []string
	// Example is the method that the package's example calls; nil if no
	// signature explains.
	Example *Signature
	// ClassCount is how many classes the network has; 0 if that is not known.
	ClassCount int64
	// Classes are the labels, by class; nil if the model has none.
	Classes []Class
	// Layers are the activations that can be frozen.
	Layers []Layer
	// Used are the Go types of optional scalars, for the functions that make
	// pointers to them.
	Used []string
	// Heatmaps tells that explanations come with heatmaps.
	Heatmaps bool
	// BaselineScores tells that some come with the scores at the baseline.
	BaselineScores bool
	// Strings tells that a tensor of some signature holds strings.
	Strings bool
}

// Images is how an image becomes the network's input. Height and Width are 0
// where both the network and the recipe leave them open.
type Images struct {
	Recipe        savedmodels.Recipe
	Height, Width int
	// ChannelsFirst is set if the input is [N,C,H,W].
	ChannelsFirst bool
}

// Open tells that the caller says how large the input is.
func (i *Images) Open() bool { return i.Height == 0 || i.Width == 0 }

// A Signature is one of the model's, and its method.
type Signature struct {
	// Key is the signature's name in the model, and Short that of the one without
	// options that the method stands for too, or the same.
	Key, Short string
	// Method, OptionsType and ResultType are names in Go; OptionsType is empty if
	// there is no option.
	Method, OptionsType, ResultType string
	// About is a sentence on what the signature computes.
	About string
	// Kind says what sort of method it has.
	Kind Kind
	// Params must be given, Options may be left out.
	Params, Options []Tensor
	Results         []Tensor
	// PerRun is how many inputs an explaining method runs at once if it is not
	// told: 1, or what the network fixes.
	PerRun int64
}

// Kind is a sort of method.
type Kind string

const (
	// Plain signatures take and give tensors.
	Plain Kind = "plain"
	// Explaining ones give an attribution, a score, a target and, of images, a
	// heatmap for each of N inputs.
	Explaining Kind = "explaining"
	// Activations gives the values of layers by name.
	Activations Kind = "activations"
)

// A Tensor is one input or output of a signature.
type Tensor struct {
	// Key is its name in the signature.
	Key string
	// Name is its name in Go: of a parameter or of a field.
	Name string
	// Element is the Go type of its elements, and Type that of the parameter or
	// field.
	Element, Type string
	// Scalar tells that it is a single element.
	Scalar bool
	// Shape reads "[N,227,227,3]", or "of any shape".
	Shape string
	// About says what it is, where that is known.
	About string
	// Default is what an optional input is if it is left out.
	Default string
	// Dims is the shape in Go, "dims{-1, 227, 227, 3}", or "nil" if all is open.
	Dims string
}

// Target tells that the tensor takes the classes to explain.
func (t Tensor) Target() bool { return t.Type == "[]Class" }

// A Class is a label, and the name of its constant.
type Class struct {
	Index       int
	Label, Name string
}

// A Layer is an activation, and the name of its constant.
type Layer struct{ Key, Name string }
