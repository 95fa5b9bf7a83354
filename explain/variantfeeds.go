package explain

import (
	"context"
	"runtime"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods/serving"
)

// VariantFeeds returns, for each variant of a request, the feeds with which Run runs
// its network, frozen at one input. They are the value of each freezing and its
// threshold or its mask, keyed by the names of their tensors. Plain has no feeds. The
// shape has no batch dimension.
func (e *Explainer) VariantFeeds(ctx context.Context, shape []int64, x []float32, r Request) (map[serving.Variant]map[string]*tensorflow.Tensor, error) {
	if err := e.check(shape, x, &r); err != nil {
		return nil, err
	}
	r.Methods = nil // fetch the activations only
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
