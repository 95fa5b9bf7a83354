package explain

import (
	"maps"

	"tfreeze/internal/tensorflow"
)

// Run runs the model's graph, as far as the session holds it. Tensors are fed and
// fetched by name ("node:0"). The model's other inputs are fed the values that Open was
// given. What the caller feeds to the freezings decides the variant.
func (e *Explainer) Run(feeds map[string]*tensorflow.Tensor, fetches ...string) ([]*tensorflow.Tensor, error) {
	all := e.Others()
	maps.Copy(all, feeds)
	return e.session.Run(all, fetches)
}

// Others returns the values of the model's other inputs, keyed by the tensors' names.
func (e *Explainer) Others() map[string]*tensorflow.Tensor {
	others := map[string]*tensorflow.Tensor{}
	maps.Copy(others, e.given)
	return others
}
