package results

import (
	"tfreeze/inputs"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// File is the name of the Record in a directory.
const File = "explain.json"

// Version is that of the schema: of the keys of a Record and what they mean. Keys may
// be added within a version; one that goes, or means something else, raises it.
const Version = 1

// A Record is explain.json. The directory may hold maps of several runs; what is not
// said of a map or an input is of the last.
type Record struct {
	// Version is that of the schema. A file without one is of version 1: it was written
	// before there were versions.
	Version int `json:"version"`
	// Tfreeze and TensorFlow are the versions of the programs.
	Tfreeze    string `json:"tfreeze"`
	TensorFlow string `json:"tensorflow"`
	// Complete is false while the command runs, or if it was interrupted.
	Complete bool `json:"complete"`
	// Seconds is how long the run has taken.
	Seconds    float64    `json:"seconds"`
	Model      Model      `json:"model"`
	Parameters Parameters `json:"parameters"`
	Inputs     []Input    `json:"inputs"`
	// Failed are the inputs that could not be read or explained.
	Failed []Failed `json:"failed,omitempty"`
}

// A Failed is an input without maps, and why.
type Failed struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

// A Model says what was explained.
type Model struct {
	Path string `json:"path"`
	Form string `json:"form"`
	// SHA256 covers the model's files; GraphSHA256 the text of the graph that
	// ran.
	SHA256      string `json:"sha256"`
	GraphSHA256 string `json:"graph_sha256"`
	// Score is the tensor that is explained.
	Score string `json:"score"`
	savedmodels.Head
	Preprocess *savedmodels.Recipe `json:"preprocess,omitempty"`
	// Inference says what of the model was set to inference, and why.
	Inference []string `json:"inference,omitempty"`
}

// An Input is what was found out about one input.
type Input struct {
	File string `json:"file"`
	// SHA256 is of an image's file, or of an array's elements.
	SHA256 string `json:"sha256"`
	// Unfinished is set while there are maps to come, and of a run that was ended
	// before they came.
	Unfinished bool `json:"unfinished,omitempty"`
	// Directory is where its files are, in that of the record.
	Directory string `json:"directory"`
	// Shape is that of the network's input, without its batch dimension.
	Shape []int64 `json:"shape"`
	// Image or Array says what was made of the file.
	Image *inputs.FromImage `json:"image,omitempty"`
	Array *inputs.FromArray `json:"array,omitempty"`
	// Target is the class explained, and Score its score.
	Target int     `json:"target"`
	Label  string  `json:"label,omitempty"`
	Score  float32 `json:"score"`
	// Predictions are the classes of the five highest scores.
	Predictions []Prediction `json:"predictions"`
	// Layers are the activations that are frozen, dependencies first; empty where the
	// last run froze nothing.
	Layers       []Layer       `json:"layers"`
	Attributions []Attribution `json:"attributions"`
	// CalibrationSeconds is the time of the run that found the thresholds.
	CalibrationSeconds float64 `json:"calibration_seconds"`
}

// A Prediction is a class and its score.
type Prediction struct {
	Class int     `json:"class"`
	Label string  `json:"label,omitempty"`
	Score float32 `json:"score"`
	// Probability is there if the model has a Softmax or a Sigmoid behind the scores.
	Probability *float64 `json:"probability,omitempty"`
}

// A Layer is one activation at the input.
type Layer struct {
	Name  string  `json:"name"`
	Shape []int64 `json:"shape"`
	// Threshold is null where no activation is positive.
	Threshold *float32 `json:"threshold"`
	// Of Nodes activations, Positives are > 0 and Selected reach the threshold.
	Nodes     int `json:"nodes"`
	Positives int `json:"positives"`
	Selected  int `json:"selected"`
}

// An Attribution is one map.
type Attribution struct {
	Method  string          `json:"method"`
	Variant serving.Variant `json:"variant"`
	// NPY is the map's file, in the input's directory.
	NPY string `json:"npy"`
	// Parameters are those that the map depends on, and its target.
	Parameters Made `json:"parameters"`
	// PNG is the picture in the first view; Pictures are those of all, by view.
	PNG      string            `json:"png,omitempty"`
	Pictures map[string]string `json:"pictures,omitempty"`
	// Zero says why the map is 0 everywhere, if it is.
	Zero string `json:"zero,omitempty"`
	// ConvergenceDelta is the sum of the map less F(input) - F(baseline).
	ConvergenceDelta *float64 `json:"convergence_delta,omitempty"`
	// Seconds is how long the method's runs took.
	Seconds float64 `json:"seconds"`
}

// find finds the record of an input's directory.
func (r *Record) find(dir string) *Input {
	if r == nil {
		return nil
	}
	for i := range r.Inputs {
		if r.Inputs[i].Directory == dir {
			return &r.Inputs[i]
		}
	}
	return nil
}
