// Package gallery writes maps as one HTML file that needs no network: a gallery of all
// images, and for each its maps, predictions, layers and parameters.
//
// A Page holds what is shown. Write draws no pictures: it stores the values of two views of
// each map, as the bytes that their pictures have, and the page colours them. The file
// carries a policy by which a browser loads nothing, and runs no script but the page's own.
package gallery

import (
	"image"
	"iter"

	"tfreeze/report"
)

// A Page is a gallery and what all of its images share.
type Page struct {
	// Title is the heading, and Facts are the lines below it.
	Title string
	Facts []Fact
	// Count is the number of images, as far as it is known. The more there are, the less
	// space each may take.
	Count int
	// Images are read once, in order. An error ends the page.
	Images iter.Seq2[*Image, error]
	// Failed are the inputs without maps, with the reasons.
	Failed []Fact
}

// A Fact is a name and a value.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// An Image is an input and its maps.
type Image struct {
	Name string `json:"name"`
	File string `json:"file"`
	// Picture is what the network saw. It may be nil.
	Picture image.Image `json:"-"`
	// Explained is the class whose score is explained.
	Explained   string       `json:"explained"`
	Score       float64      `json:"score"`
	Predictions []Prediction `json:"predictions"`
	Layers      []Layer      `json:"layers"`
	Maps        []Map        `json:"maps"`
	// Measures are numbers by which images can be sorted.
	Measures []Measure `json:"measures,omitempty"`
	// Facts are the parameters; Commands make the maps again.
	Facts    []Fact   `json:"facts"`
	Commands []string `json:"commands,omitempty"`
	// Note says why there are no pictures, or fewer than expected.
	Note string `json:"note,omitempty"`
}

// A Prediction is a class and its score.
type Prediction struct {
	Name  string  `json:"name"`
	Score float64 `json:"score"`
	// Probability is nil if the model has none.
	Probability *float64 `json:"probability,omitempty"`
	// Explained marks the class that is explained.
	Explained bool `json:"explained,omitempty"`
}

// A Layer is a frozen activation: its threshold, which is nil if there is none, and how
// many of its nodes are positive and pass.
type Layer struct {
	Name      string   `json:"name"`
	Shape     string   `json:"shape"`
	Threshold *float64 `json:"threshold"`
	Nodes     int      `json:"nodes"`
	Positives int      `json:"positives"`
	Selected  int      `json:"selected"`
}

// A Map is one attribution, as two views of it. Both are empty if it cannot be drawn.
type Map struct {
	Method  string `json:"method"`
	Variant string `json:"variant"`
	// Gray is the map in the view grayscale, and Signed in the view signed.
	Gray, Signed report.Heatmap `json:"-"`
	// GrayPlane and SignedPlane are the places of their values in the page, or -1. Write
	// sets them.
	GrayPlane   int    `json:"gray"`
	SignedPlane int    `json:"signed"`
	Facts       []Fact `json:"facts,omitempty"`
}

// A Measure is a number of an image, or of one of its maps if Method and Variant are set.
type Measure struct {
	Name    string  `json:"name"`
	Method  string  `json:"method,omitempty"`
	Variant string  `json:"variant,omitempty"`
	Value   float64 `json:"value"`
}
