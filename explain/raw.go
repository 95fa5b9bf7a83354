package explain

import (
	"maps"

	"tfreeze/internal/tensorflow"
)

// Run runs the model's graph as the session holds it. Tensors are fed and fetched
// by name ("node:0"); the model's other inputs are fed what Open was given. Whoever
// feeds the freezings chooses the variant.
func (e *Explainer) Run(feeds map[string]*tensorflow.Tensor, fetches ...string) ([]*tensorflow.Tensor, error) {
	all := e.Others()
	maps.Copy(all, feeds)
	return e.session.Run(all, fetches)
}

// Others are the values of the model's other inputs, by the tensor's name.
func (e *Explainer) Others() map[string]*tensorflow.Tensor {
	others := map[string]*tensorflow.Tensor{}
	maps.Copy(others, e.given)
	return others
}
