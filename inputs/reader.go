package inputs

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/formats"
	"tfreeze/savedmodels"
)

// A Reader makes inputs for a network.
type Reader struct {
	// Shape is the shape that the network takes, without a batch dimension: -1 is any
	// size, and nil any shape.
	Shape []int64
	// Layout is the layout of an image in the input. It is empty if it is unknown.
	Layout gr.Layout
	// Through is the preprocessing in the model's graph; nil if inputs need no preprocessing there.
	Through *Through
	// Recipe turns pixels into numbers. It is nil if it is unknown.
	Recipe *savedmodels.Recipe
	Fitting
}

// Files is Items of paths.
func (r *Reader) Files(paths []string) (good []*Input, bad Failures, err error) {
	return r.Items(ItemsOf(paths))
}

// Items checks the files before anything is computed. A path may be a folder, which
// means its images, a pattern, or FILE.npz:KEY. An array may hold several inputs. A file that
// cannot be read is among bad; err is an error that every file would have.
func (r *Reader) Items(items []Item) (good []*Input, bad Failures, err error) {
	add := func(item Item, made []*Input, err error) {
		if err != nil {
			made = []*Input{{Path: item.Path, Name: Stem(item.Path)}}
			bad = append(bad, Failure{made[0], err})
		} else {
			good = append(good, made...)
		}
		for i, in := range made {
			in.Order, in.Target = len(good)+len(bad)-len(made)+i, item.Target
		}
	}
	for _, item := range items {
		files, err := Expand(item.Path)
		if err != nil {
			add(item, nil, err)
		}
		for _, file := range files {
			made, err := r.File(file)
			if errors.As(err, &everyFile{}) {
				return nil, nil, fmt.Errorf("%s: %w", file, err)
			}
			add(Item{file, item.Target}, made, err)
		}
	}
	return good, bad, nil
}

// everyFile is an error that every file would have.
type everyFile struct{ error }

// ForEvery reports whether an error of File is one that every file would have.
func ForEvery(err error) bool { return errors.As(err, &everyFile{}) }

func (e everyFile) Unwrap() error { return e.error }

// Every makes of an error one that every file would have.
func Every(err error) error { return everyFile{err} }

// File makes inputs of a file, which it recognises by its content: one, or several of an
// array.
func (r *Reader) File(path string) ([]*Input, error) {
	if at, key := SplitKey(path); key != "" {
		return r.arrays(path, file{path: at}, key)
	}
	return r.read(file{path: path})
}

// Content is like File, of a file that was fetched from elsewhere. path names it. Of
// FILE.npz:KEY, content is that of FILE.npz.
func (r *Reader) Content(path string, content []byte) ([]*Input, error) {
	if content == nil {
		content = []byte{}
	}
	at, key := SplitKey(path)
	f := file{at, content}
	if key != "" {
		return r.arrays(path, f, key)
	}
	return r.read(f)
}

func (r *Reader) read(f file) ([]*Input, error) {
	path := f.path
	format, err := f.format()
	switch {
	case errors.Is(err, fs.ErrNotExist) && strings.Contains(path, "://"):
		return nil, errors.New("it is not a file: download it")
	case errors.Is(err, fs.ErrNotExist):
		return nil, errNoFile
	case err != nil:
		return nil, err
	}
	if t := r.Through; t != nil && t.Strings && format.Kind != formats.Picture && format.Kind != formats.Array && format.Kind != formats.Arrays {
		// It may be a text, or a tf.Example, or whatever else the model reads.
		in, err := r.content(f)
		return []*Input{in}, err
	}
	switch format.Kind {
	case formats.Picture:
		in, err := r.picture(f)
		return []*Input{in}, err
	case formats.Array, formats.Arrays:
		return r.arrays(path, f, "")
	case formats.Unknown:
		if strings.EqualFold(filepath.Ext(path), ".npy") {
			return nil, errors.New("it is not a .npy array")
		}
		return nil, errors.New("it is neither an image (PNG, JPEG, GIF, BMP, WebP) nor an array (.npy, .npz)")
	}
	if help := format.InputHelp(path); help != "" {
		return nil, fmt.Errorf("it is %s%s", format.Name, help)
	}
	return nil, fmt.Errorf("it is %s, not an image or an array", format.Name)
}

var errNoFile = errors.New("there is no such file")
