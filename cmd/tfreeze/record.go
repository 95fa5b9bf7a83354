package main

import (
	"cmp"
	"math"
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/savedmodels"
)

// A record is explain.json. The directory may hold maps of several runs; what is not
// said of a map or an input is of the last.
type record struct {
	Tfreeze    string `json:"tfreeze"`
	TensorFlow string `json:"tensorflow"`
	// Complete is false while the command runs, or if it was interrupted.
	Complete   bool          `json:"complete"`
	Seconds    float64       `json:"seconds"`
	Model      modelRecord   `json:"model"`
	Parameters parameters    `json:"parameters"`
	Inputs     []inputRecord `json:"inputs"`
	// Failed are the inputs that could not be read or explained.
	Failed []failedRecord `json:"failed,omitempty"`
}

type failedRecord struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

type modelRecord struct {
	Path string `json:"path"`
	Form string `json:"form"`
	// SHA256 covers the model's files; GraphSHA256 the text of the graph that
	// ran.
	SHA256      string `json:"sha256"`
	GraphSHA256 string `json:"graph_sha256"`
	Score       string `json:"score"`
	savedmodels.Head
	Preprocess *savedmodels.Recipe `json:"preprocess,omitempty"`
	// Inference says what of the model was set to inference, and why.
	Inference []string `json:"inference,omitempty"`
}

type parameters struct {
	Methods []string `json:"methods"`
	// Target is what was asked for.
	Target string `json:"target"`
	// Activations is the pattern of the names of what is frozen; empty for all.
	Activations string            `json:"activations,omitempty"`
	Exact       bool              `json:"exact,omitempty"`
	Variants    []explain.Variant `json:"variants"`
	Views       []string          `json:"views"`
	Percentile  float64           `json:"percentile"`
	Steps       int               `json:"steps"`
	Path        explain.Path      `json:"path"`
	Samples     int               `json:"samples"`
	Stdev       float64           `json:"stdev"`
	Seed        uint64            `json:"seed"`
	Noise       string            `json:"noise,omitempty"`
	Signed      bool              `json:"signed"`
	Baseline    string            `json:"baseline"`
	Epsilon     float64           `json:"epsilon"`
	// Feeds are the values of the model's other inputs, as they were written.
	Feeds map[string]string `json:"feeds,omitempty"`
	// The hashes are of the elements of what was given as files.
	NoiseSHA256    string            `json:"noise_sha256,omitempty"`
	BaselineSHA256 string            `json:"baseline_sha256,omitempty"`
	FeedsSHA256    map[string]string `json:"feeds_sha256,omitempty"`
}

type inputRecord struct {
	File string `json:"file"`
	// SHA256 is of an image's file, or of an array's elements.
	SHA256 string `json:"sha256"`
	// Unfinished is set while there are maps to come, and of a run that was ended
	// before they came.
	Unfinished bool   `json:"unfinished,omitempty"`
	Directory  string `json:"directory"`
	// Shape is that of the network's input, without its batch dimension.
	Shape []int64 `json:"shape"`
	// Image or Array says what was made of the file.
	Image        *inputs.FromImage   `json:"image,omitempty"`
	Array        *inputs.FromArray   `json:"array,omitempty"`
	Target       int                 `json:"target"`
	Label        string              `json:"label,omitempty"`
	Score        float32             `json:"score"`
	Predictions  []prediction        `json:"predictions"`
	Layers       []layerRecord       `json:"layers"`
	Attributions []attributionRecord `json:"attributions"`
	// CalibrationSeconds is the time of the run that found the thresholds.
	CalibrationSeconds float64 `json:"calibration_seconds"`
}

type prediction struct {
	Class int     `json:"class"`
	Label string  `json:"label,omitempty"`
	Score float32 `json:"score"`
	// Probability is there if the model has a Softmax or a Sigmoid behind the scores.
	Probability *float64 `json:"probability,omitempty"`
}

type layerRecord struct {
	Name  string  `json:"name"`
	Shape []int64 `json:"shape"`
	// Threshold is null where no activation is positive.
	Threshold *float32 `json:"threshold"`
	Nodes     int      `json:"nodes"`
	Positives int      `json:"positives"`
	Selected  int      `json:"selected"`
}

type attributionRecord struct {
	Method  string          `json:"method"`
	Variant explain.Variant `json:"variant"`
	NPY     string          `json:"npy"`
	// Parameters are those that the map depends on, and its target.
	Parameters made `json:"parameters"`
	// PNG is the picture in the first view; Pictures are those of all, by view.
	PNG      string            `json:"png,omitempty"`
	Pictures map[string]string `json:"pictures,omitempty"`
	// Zero says why the map is 0 everywhere, if it is.
	Zero string `json:"zero,omitempty"`
	// ConvergenceDelta is the sum of the map less F(input) - F(baseline).
	ConvergenceDelta *float64 `json:"convergence_delta,omitempty"`
	Seconds          float64  `json:"seconds"`
}

// topOf returns the n classes of the highest scores, of which the activation makes
// probabilities.
func topOf(scores []float32, labels []string, n int, activation string) []prediction {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	top := make([]prediction, min(n, len(order)))
	for i := range top {
		class := order[i]
		top[i] = prediction{Class: class, Label: labelOf(labels, class), Score: scores[class], Probability: probability(activation, scores, class)}
	}
	return top
}

// probability is what the activation makes of a class's score, nil if there is none.
func probability(activation string, scores []float32, class int) *float64 {
	of := []float32{0, scores[class]} // a Sigmoid is a Softmax over 0 and the score
	switch activation {
	case savedmodels.Softmax:
		of = scores
	case savedmodels.Sigmoid:
	default:
		return nil
	}
	sum := 0.0
	for _, s := range of {
		sum += math.Exp(float64(s - scores[class]))
	}
	p := 1 / sum
	return &p
}

func layerRecords(layers []explain.Layer) []layerRecord {
	records := make([]layerRecord, len(layers))
	for i, l := range layers {
		records[i] = layerRecord{Name: l.Name, Shape: l.Shape, Nodes: l.Nodes, Positives: l.Positives, Selected: l.Selected}
		if t := l.Threshold; !math.IsInf(float64(t), 1) {
			records[i].Threshold = &t
		}
	}
	return records
}
