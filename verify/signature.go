package verify

import (
	"errors"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// chosen are the options of a request that a signature takes.
func chosen(s gr.Signature, r explain.Request) (map[string]*tensorflow.Tensor, error) {
	steps, err1 := tensorflow.Scalar(int32(r.Steps))
	samples, err2 := tensorflow.Scalar(int32(r.Samples))
	stdev, err3 := tensorflow.Scalar(float32(r.Stdev))
	seed, err4 := tensorflow.Scalar(int64(r.Seed))
	epsilon, err5 := tensorflow.Scalar(float32(r.Epsilon))
	percentile, err6 := tensorflow.Scalar(float32(r.Percentile))
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		return nil, err
	}
	feeds := map[string]*tensorflow.Tensor{}
	for key, value := range map[string]*tensorflow.Tensor{
		"steps": steps, "samples": samples, "stdev": stdev, "seed": seed, "epsilon": epsilon, "percentile": percentile,
	} {
		if o, ok := s.Inputs[key]; ok {
			feeds[o.String()] = value
		}
	}
	return feeds, nil
}

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
