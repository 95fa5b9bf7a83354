package verify

import (
	"errors"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// fetch runs the graph for the outputs of a signature.
func (p *point) fetch(s gr.Signature, feeds map[string]*tensorflow.Tensor) (given, error) {
	out, err := p.explainer.Run(feeds, s.Outputs["attribution"].String(), s.Outputs["score"].String(), s.Outputs["target"].String())
	if err != nil {
		return given{}, err
	}
	var got given
	var err1, err2, err3 error
	got.attribution, err1 = tensorflow.Values[float32](out[0])
	got.score, err2 = tensorflow.Values[float32](out[1])
	got.target, err3 = tensorflow.Values[int32](out[2])
	return got, errors.Join(err1, err2, err3)
}
