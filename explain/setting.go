package explain

import (
	"maps"
	"sync"

	"tfreeze/internal/tensorflow"
	"tfreeze/methods/serving"
)

// A setting is a variant with its network and its feeds at the inputs.
type setting struct {
	variant serving.Variant
	network
	// feeds are the feeds of every run, made for the first: the pruned engine needs none.
	feeds func() (map[string]*tensorflow.Tensor, error)
	// atInput are those of the forward pass, added to runs at the input.
	atInput map[string]*tensorflow.Tensor
}

func (j *job) setting(v serving.Variant) setting {
	return setting{variant: v, network: j.network(v), atInput: j.atInput(v), feeds: sync.OnceValues(func() (map[string]*tensorflow.Tensor, error) {
		feeds, err := j.frozenBy(v)
		maps.Copy(feeds, j.given)
		return feeds, err
	})}
}

// frozenBy returns what a variant feeds to the freezings: nothing if it is plain.
func (j *job) frozenBy(v serving.Variant) (map[string]*tensorflow.Tensor, error) {
	feeds := map[string]*tensorflow.Tensor{}
	if !frozen(v) {
		return feeds, nil
	}
	for i, f := range j.freezings {
		if j.cuts[i] == nil {
			continue
		}
		feeds[f.Value.String()] = j.values[i]
		var err error
		if v == serving.Threshold {
			feeds[f.Threshold.String()], err = j.thresholds(i)
		} else {
			feeds[f.Pass.String()], err = j.mask(i)
		}
		if err != nil {
			return nil, err
		}
	}
	return feeds, nil
}
