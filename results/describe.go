package results

import (
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
)

// NewRecord describes a run before its first input.
func NewRecord(run Run) (Record, error) {
	m := run.Model
	hash, err := m.Hash()
	if err != nil {
		return Record{}, err
	}
	made := m.Card.Generated
	return Record{
		Version: Version, Tfreeze: run.Tfreeze, TensorFlow: run.TensorFlow, Parameters: parametersOf(run), Inputs: []Input{},
		Model: Model{
			Path: m.Path, Form: m.Form, SHA256: hash, GraphSHA256: made.GraphSHA256,
			Score: made.Score, Head: made.Head, Preprocess: m.Card.Preprocess, Layout: made.Layout, Inference: run.Inference, Unfrozen: made.Unfrozen,
		},
	}, nil
}

// NewInput describes an input before it is explained.
func NewInput(in *inputs.Input) Input {
	return Input{File: in.Path, Directory: in.Name, Shape: in.Shape, SHA256: in.Hash(), Image: in.Image, Array: in.Array, Through: in.Through}
}

// Found adds what a result says of an input.
func (in *Input) Found(r *explain.Result, labels []string, activation string) {
	in.Target, in.Label, in.Score = r.Target, LabelOf(labels, r.Target), r.Score
	in.explains(r)
	in.Predictions = Predictions(r, labels, 5, activation)
	in.Layers = layersOf(r.Layers)
	in.CalibrationSeconds = r.Calibration.Seconds()
}

// NewAttribution describes a map of an input of that shape, save its files and its
// parameters.
func NewAttribution(a explain.Attribution, shape []int64) Attribution {
	rec := Attribution{
		Method: a.Method, Variant: a.Variant, Zero: a.Zero, ConvergenceDelta: a.ConvergenceDelta, FrozenRelevance: a.FrozenRelevance,
		Seconds: a.Duration.Seconds(), Engine: string(a.Engine), Pairs: a.Pairs,
	}
	if a.Steps != nil {
		rec.Points, rec.Converged = a.Steps.N, &a.Steps.Reached
	}
	if !slices.Equal(a.Shape, shape) {
		rec.Shape = a.Shape
	}
	return rec
}

// Name begins the names of a map's files.
func (a *Attribution) Name() string { return a.Method + "." + string(a.Variant) }
