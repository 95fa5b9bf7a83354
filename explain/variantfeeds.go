package explain

import (
	"context"
	"runtime"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods/serving"
)

// VariantFeeds returns what Run is fed to run the network of each variant of a request,
// frozen at one input of the given shape without a batch dimension: the value of each
// freezing, and its threshold or its mask, by the names of their tensors. Plain is fed
// nothing.
func (e *Explainer) VariantFeeds(ctx context.Context, shape []int64, x []float32, r Request) (map[serving.Variant]map[string]*tensorflow.Tensor, error) {
	if err := e.check(shape, x, &r); err != nil {
		return nil, err
	}
	r.Methods = nil // the activations alone are fetched
	j, err := e.begin(ctx, shape, [][]float32{x}, r)
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(j.batch)
	feeds := map[serving.Variant]map[string]*tensorflow.Tensor{}
	for _, v := range r.Variants {
		if feeds[v], err = j.frozenBy(v); err != nil {
			return nil, err
		}
	}
	return feeds, nil
}
