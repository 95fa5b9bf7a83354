package explain

import (
	"maps"
	"slices"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
)

// single runs a method that needs one evaluation.
func (j *job) single(m methods.Method, s setting) ([]float32, error) {
	out, err := j.evaluate(m, s)
	if err != nil {
		return nil, err
	}
	_, lost := s.frozenRelevance[m.Name]
	switch {
	case len(out) > 1 && lost:
		j.lost = out[1]
	case len(out) > 1:
		j.atBaseline[place{s.variant, j.current}] = out[1]
	}
	return out[0], nil
}

// evaluate returns the values of the tensors that fetches lists.
func (j *job) evaluate(m methods.Method, s setting) ([][]float32, error) {
	if j.once {
		j.countRun()
		var tensors []*tensorflow.Tensor
		for _, o := range s.fetches(m.Name) {
			tensors = append(tensors, j.fetched[o.String()])
		}
		return floats(tensors)
	}
	feeds, err := j.at(j.x, s)
	if err != nil {
		return nil, err
	}
	if err := j.addOptions(m, feeds); err != nil {
		return nil, err
	}
	return j.run(feeds, s.fetches(m.Name)...)
}

// point returns the feeds for one point, with others added.
func (j *job) point(x []float32, others map[string]*tensorflow.Tensor) (map[string]*tensorflow.Tensor, error) {
	feeds := maps.Clone(others)
	var err error
	at := j.batch
	if !same(x, j.x) {
		at, err = tensorflow.New(j.shape, x)
	}
	feeds[j.input.String()] = at
	return feeds, err
}

// in returns the feeds for one point in a setting.
func (j *job) in(s setting, x []float32) (map[string]*tensorflow.Tensor, error) {
	others, err := s.feeds()
	if err != nil {
		return nil, err
	}
	return j.point(x, others)
}

// same reports whether two slices share their first element.
func same(x, y []float32) bool { return &x[0] == &y[0] }

// at returns the feeds for a gradient at a point. At the input they include the forward
// pass.
func (j *job) at(x []float32, s setting) (map[string]*tensorflow.Tensor, error) {
	feeds, err := j.in(s, x)
	if err != nil {
		return nil, err
	}
	if slices.Equal(x, j.x) {
		maps.Copy(feeds, s.atInput)
	}
	return feeds, j.aim(feeds)
}

// scoresAtBaseline returns the scores at the baseline. It runs the network of the
// variant unless a method has already computed them.
func (j *job) scoresAtBaseline(s setting) ([]float32, error) {
	here := place{s.variant, j.current}
	if scores, ok := j.atBaseline[here]; ok {
		j.countRun()
		return scores, nil
	}
	baseline := j.baseline()
	if baseline == nil {
		baseline = make([]float32, len(j.x))
	}
	scores, err := j.scoresAt(baseline, s, j.besides(s)...)
	if err == nil {
		j.atBaseline[here] = scores
	}
	return scores, err
}

// scoresAt returns the explained score of each input's network at a point. Other tensors are
// fetched in the same run.
func (j *job) scoresAt(x []float32, s setting, others ...string) ([]float32, error) {
	feeds, err := j.in(s, x)
	if err != nil {
		return nil, err
	}
	out, err := j.tensors(feeds, append([]string{s.logits.String()}, others...))
	if err != nil {
		return nil, err
	}
	logits, err := tensorflow.Values[float32](out[0])
	if err != nil {
		return nil, err
	}
	if at := feeds[j.input.String()]; at != j.batch {
		out = append(out, at)
	}
	tensorflow.Free(out...)
	scores := make([]float32, len(j.results))
	for i, r := range j.results {
		scores[i] = r.Explained.Score(r.Shape, logits[i*len(r.Scores):(i+1)*len(r.Scores)])
	}
	return scores, nil
}

// besides lists what the run at the inputs fetched besides the scores of a setting. A run of
// the same feeds and fetches shares the kernels that layOnce has it keep.
func (j *job) besides(s setting) []string {
	if j.once || frozen(s.variant) {
		return nil
	}
	var names []string
	for name := range j.fetched {
		if name != s.logits.String() {
			names = append(names, name)
		}
	}
	return names
}
