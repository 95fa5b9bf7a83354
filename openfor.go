package tfreeze

import (
	"context"
	"errors"

	"tfreeze/gen"
	"tfreeze/inputs"
	"tfreeze/storage"
)

// OpenFor opens a model as Open does, to explain files. Where a loop of the network
// depends on a dimension that the model leaves open, it takes inputs of the shape of the
// first file, if that is an array. The model's files are hashed meanwhile, for the record of
// what explained the files.
func OpenFor(ctx context.Context, path string, files []string, o ModelOptions) (*Model, error) {
	m, err := open(ctx, path, o, hashed)
	var shapeless gen.OpenShapeError
	if !errors.As(err, &shapeless) || o.Shape != nil || len(files) == 0 || !inputs.NamesArray(files[0]) || storage.IsURL(files[0]) {
		return m, err
	}
	a, failed := inputs.ReadArray(files[0])
	if failed != nil {
		return nil, failed
	}
	dims := len(shapeless.Input.Shape()) - 1
	if dims < 0 {
		dims = len(a.Shape)
	}
	if len(a.Shape) < dims {
		return nil, err
	}
	o.Shape = a.Shape[len(a.Shape)-dims:]
	return open(ctx, path, o, hashed)
}
