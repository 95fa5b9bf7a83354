package results

import (
	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// File is the name of the Record's file.
const File = "explain.json"

// JobFile marks the directory of a job (package jobs), to which no Output writes.
const JobFile = "job.json"

// Version is the version of the schema: of the keys of a Record and their meanings.
// Keys may be added within a version. Removing a key, or changing its meaning, raises
// the version.
const Version = 1

// A Record is the content of explain.json. The directory may hold maps of several runs.
// Unless a fact is recorded with a map or an input, it is about the last run.
type Record struct {
	// Version is the version of the schema. A file without it has version 1, and was
	// written before there were versions.
	Version int `json:"version"`
	// Tfreeze and TensorFlow are the versions of the programs.
	Tfreeze    string `json:"tfreeze"`
	TensorFlow string `json:"tensorflow"`
	// Complete is false while the command runs, and after an interruption.
	Complete bool `json:"complete"`
	// Seconds is the time that the run has taken.
	Seconds    float64    `json:"seconds"`
	Model      Model      `json:"model"`
	Parameters Parameters `json:"parameters"`
	Inputs     []Input    `json:"inputs"`
	// Figures are the files of figures of several inputs.
	Figures []string `json:"figures,omitempty"`
	// Failed lists the inputs that could not be read or explained.
	Failed []Failed `json:"failed,omitempty"`
}

// A Failed is an input without maps, with the reason.
type Failed struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

// A Model describes the model that was explained.
type Model struct {
	Path string `json:"path"`
	Form string `json:"form"`
	// SHA256 is the hash of the model's files, and GraphSHA256 that of the text of the
	// graph that ran.
	SHA256      string `json:"sha256"`
	GraphSHA256 string `json:"graph_sha256"`
	// Score is the tensor that is explained.
	Score string `json:"score"`
	savedmodels.Head
	Preprocess *savedmodels.Recipe `json:"preprocess,omitempty"`
	// Layout is the order of the dimensions of images in the input, if it is known.
	Layout gr.Layout `json:"layout,omitempty"`
	// Inference says which parts of the model were set to inference, and why.
	Inference []string `json:"inference,omitempty"`
	// Unfrozen says why nothing is frozen, so that there are plain maps alone.
	Unfrozen string `json:"unfrozen,omitempty"`
}

// An Input describes one input and its results.
type Input struct {
	File string `json:"file"`
	// SHA256 is the hash of an image's file, or of an array's elements.
	SHA256 string `json:"sha256"`
	// Unfinished reports whether maps are still to come, or were still to come when the
	// run ended.
	Unfinished bool `json:"unfinished,omitempty"`
	// Directory is the input's directory, within that of the record.
	Directory string `json:"directory"`
	// Shape is the shape of the network's input, without its batch dimension.
	Shape []int64 `json:"shape"`
	// Image or Array says how the file became the input.
	Image *inputs.FromImage `json:"image,omitempty"`
	Array *inputs.FromArray `json:"array,omitempty"`
	// Through is the tensor from which the model itself made the input, by preprocessing
	// in its graph.
	Through string `json:"through,omitempty"`
	// Target is the class explained, and Score its score.
	Target int     `json:"target"`
	Label  string  `json:"label,omitempty"`
	Score  float32 `json:"score"`
	// Element is the element of the scores that is explained, or their sum, as package
	// targets writes it; Target is the class of it, or -1 if it is a sum over classes.
	// ScoresShape is the shape of the scores, and MaskSHA256 a hash of the mask. They are
	// empty for scores of classes alone.
	Element     string  `json:"element,omitempty"`
	ScoresShape []int64 `json:"scores_shape,omitempty"`
	MaskSHA256  string  `json:"mask_sha256,omitempty"`
	// Predictions are the classes with the five highest scores.
	Predictions []Prediction `json:"predictions"`
	// Layers are the frozen activations, dependencies first. It is empty if the last
	// run froze nothing.
	Layers       []Layer       `json:"layers"`
	Attributions []Attribution `json:"attributions"`
	// Picture is the file of what the network saw, in the input's directory. It is empty if
	// that is no picture.
	Picture string `json:"picture,omitempty"`
	// Commands are the command lines of the runs that wrote its maps, as lists of words.
	Commands [][]string `json:"commands,omitempty"`
	// CalibrationSeconds is the time of the run that found the thresholds.
	CalibrationSeconds float64 `json:"calibration_seconds"`
}

// A Prediction is a class and its score.
type Prediction struct {
	Class int     `json:"class"`
	Label string  `json:"label,omitempty"`
	Score float32 `json:"score"`
	// Probability is present if the model has a Softmax or a Sigmoid behind the scores.
	Probability *float64 `json:"probability,omitempty"`
}

// A Layer describes one frozen activation at the input.
type Layer struct {
	Name  string  `json:"name"`
	Shape []int64 `json:"shape"`
	// Threshold is null if no number is positive, or if the criterion has none.
	Threshold *float32 `json:"threshold"`
	// Nodes counts the layer's nodes, Positives those with a positive number, and Selected
	// those that pass.
	Nodes     int `json:"nodes"`
	Positives int `json:"positives"`
	Selected  int `json:"selected"`
}

// An Attribution describes one map.
type Attribution struct {
	Method  string          `json:"method"`
	Variant serving.Variant `json:"variant"`
	// NPY is the map's file, in the input's directory, or FILE.npz:KEY. Of a job that
	// writes pictures alone, it is empty.
	NPY string `json:"npy,omitempty"`
	// Scale is what the file's numbers, in float16, are to be multiplied by; 0 means that
	// they are float32.
	Scale float64 `json:"scale,omitempty"`
	// Shape is the map's shape, if it is not the input's: [H,W] of a method that gives one
	// value to each pixel.
	Shape []int64 `json:"shape,omitempty"`
	// Parameters are those on which the map depends, and its target.
	Parameters Made `json:"parameters,omitempty"`
	// PNG is the picture in the first view. Pictures are those in all views, by view.
	PNG      string            `json:"png,omitempty"`
	Pictures map[string]string `json:"pictures,omitempty"`
	// Zero says why the map is 0 everywhere, if it is.
	Zero string `json:"zero,omitempty"`
	// ConvergenceDelta is the sum of the map minus F(input) - F(baseline).
	ConvergenceDelta *float64 `json:"convergence_delta,omitempty"`
	// Points is the number of points that --steps auto took, and Converged says whether
	// their convergence delta is within the tolerance. They are absent if the number was
	// given.
	Points    int   `json:"points,omitempty"`
	Converged *bool `json:"converged,omitempty"`
	// FrozenRelevance is the relevance that ended at frozen units, of a frozen map of
	// relevance.
	FrozenRelevance *float64 `json:"frozen_relevance,omitempty"`
	// Seconds is the time that the method's runs took.
	Seconds float64 `json:"seconds"`
	// Engine computed it, dense or pruned; Pairs are the multiply-adds that freezing
	// leaves of a pruned one, at one point and forward, for all inputs of its batch.
	Engine string `json:"engine,omitempty"`
	Pairs  int64  `json:"pairs,omitempty"`
}

// explains records what is explained of scores with positions.
func (in *Input) explains(r *explain.Result) {
	if _, ok := r.Explained.IsClass(); ok {
		return
	}
	in.Element, in.ScoresShape = r.Explained.String(), r.Shape
	if m := r.Explained.Mask(); m != nil {
		in.MaskSHA256 = m.SHA256()
	}
}

// find finds the record of an input by its directory.
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
