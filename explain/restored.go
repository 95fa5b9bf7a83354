package explain

import (
	"io"
	"maps"
	"slices"

	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
	"tfreeze/savedmodels/checkpoint"
)

// restored reads, by name, the tensors that the weights take from a V1 checkpoint.
// TensorFlow's own reader takes 3 s and 1.1 GB for VGG16's, besides the variables, and
// keeps half of that. If the file cannot be read, restored returns none: TensorFlow reads
// it then, and says what is wrong.
func (e *Explainer) restored(w *savedmodels.Weights) map[string]*tensorflow.Tensor {
	if w == nil {
		return nil
	}
	from := w.Restored(e.graph)
	if len(from) == 0 {
		return nil
	}
	c, err := checkpoint.Open(w.File)
	if err != nil || c.Version != 1 {
		return nil
	}
	read := map[string]*tensorflow.Tensor{}
	keys := slices.Compact(slices.Sorted(maps.Values(from)))
	if err := c.Values(keys, func(v checkpoint.Variable, values io.Reader) error {
		read[v.Name], err = tensorflow.Read[float32](v.Shape, values)
		return err
	}); err != nil {
		return nil
	}
	tensors := map[string]*tensorflow.Tensor{}
	for o, key := range from {
		tensors[o.String()] = read[key]
		e.keepByHandle(o)
	}
	return tensors
}
