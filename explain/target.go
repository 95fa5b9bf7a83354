package explain

import (
	"fmt"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// pickTarget resolves the target for the scores of each input.
func (j *job) pickTarget(logits *tensorflow.Tensor) error {
	n, shape := len(j.results), logits.Shape()
	scores, each, err := scoresOf(logits, n)
	if err != nil {
		return err
	}
	if len(shape) > 2 == j.weights.IsZero() {
		return notScores(shape, n)
	}
	for i, r := range j.results {
		r.Scores, r.Shape = scores[i*each:(i+1)*each:(i+1)*each], shape[1:]
		if r.Explained, err = j.request.Target.Resolve(r.Shape, r.Scores); err != nil {
			return RequestError{err}
		}
		r.Target, r.Score = r.Explained.Class(), r.Explained.Score(r.Shape, r.Scores)
	}
	if i := notFinite(scores); i >= 0 {
		return fmt.Errorf("the network's score of %s is %v at this input", placeOf(i%each, shape[1:]), scores[i])
	}
	return nil
}

// placeOf names a score.
func placeOf(i int, shape gr.Shape) string {
	if len(shape) == 1 {
		return fmt.Sprintf("class %d", i)
	}
	return placeIn(i, shape)
}

// aim feeds what is to be explained.
func (j *job) aim(feeds map[string]*tensorflow.Tensor) error {
	var err error
	if feeds[j.target.String()], err = j.targets(); err != nil || j.weights.IsZero() {
		return err
	}
	first := j.results[0]
	feeds[j.weights.String()], err = tensorflow.New(first.Explained.Weights(first.Shape))
	return err
}

// targets returns the classes to explain: a scalar for one input, [N] for several. For
// scores with positions it returns their indices, [N,k].
func (j *job) targets() (*tensorflow.Tensor, error) {
	if len(j.results) == 1 && j.weights.IsZero() {
		return tensorflow.Scalar(int32(j.results[0].Target))
	}
	shape := []int64{int64(len(j.results))}
	if !j.weights.IsZero() {
		shape = append(shape, int64(len(j.results[0].Shape)))
	}
	var all []int32
	for _, r := range j.results {
		all = append(all, r.Explained.Index()...)
	}
	return tensorflow.New(shape, all)
}

// OfClasses reports whether the scores of an input are [classes], and have no positions.
func (e *Explainer) OfClasses() bool { return e.weights.IsZero() }
