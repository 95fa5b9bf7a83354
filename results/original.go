package results

import (
	"image"
	"path"
	"strings"

	"tfreeze/inputs"
)

// original reads what the network saw from the input's file, as a job does not keep it. It
// is nil if the file is gone, or is another one by now, or if it shows no picture.
func (r *Record) original(in *Input) image.Image {
	reader := inputs.Reader{Shape: in.Shape, Layout: r.layoutOf(in), Recipe: r.Model.Preprocess}
	if in.Image != nil {
		reader.Fitting = inputs.Fitting{Resize: in.Image.Resize, AsStored: in.Image.Ignored != 0}
	}
	made, err := reader.File(in.File)
	if err != nil {
		return nil
	}
	for _, one := range made {
		if one.Hash() == in.SHA256 && one.Load() == nil {
			return PictureOf(one)
		}
	}
	return nil
}

// name is that of an input in the page: its directory, or the file of maps that a job wrote.
func (in *Input) name() string {
	if len(in.Attributions) > 0 {
		if file, _, archive := strings.Cut(in.Attributions[0].NPY, ".npz:"); archive && file != "maps" {
			return file
		}
	}
	if strings.HasPrefix(in.Directory, "shard-") {
		return path.Base(in.Directory)
	}
	return in.Directory
}
