package targets

import (
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tfreeze/inputs"
)

// A Mask weights positions of scores. Weights are in C order, and not all 0.
type Mask struct {
	// Path is the file that it was read from, or a name for it.
	Path    string
	Shape   []int64
	Weights []float32
}

// ReadMask reads a mask. An image weights a pixel by 1, or by 0 if it is black or wholly
// transparent; its shape is [H,W]. An array, FILE.npy or FILE.npz:KEY, holds the weights
// themselves.
func ReadMask(path string) (*Mask, error) {
	m, err := readMask(path)
	if err == nil && !slices.ContainsFunc(m.Weights, func(w float32) bool { return w != 0 }) {
		err = errors.New("it is 0 everywhere, so nothing is explained")
	}
	if err != nil {
		return nil, fmt.Errorf("mask %s: %w", path, err)
	}
	return m, nil
}

func readMask(path string) (*Mask, error) {
	if inputs.NamesArray(path) {
		a, err := inputs.ReadArray(path)
		return &Mask{path, a.Shape, a.Data}, err
	}
	f, err := os.Open(filepath.Clean(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("there is no such file")
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, err := inputs.Decode(f)
	if err != nil {
		return nil, err
	}
	return maskOf(path, img), nil
}

func maskOf(path string, img image.Image) *Mask {
	b := img.Bounds()
	m := &Mask{Path: path, Shape: []int64{int64(b.Dy()), int64(b.Dx())}}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			w := float32(1)
			if r, g, b, _ := img.At(x, y).RGBA(); r|g|b == 0 {
				w = 0
			}
			m.Weights = append(m.Weights, w)
		}
	}
	return m
}

// SHA256 is a hash of the shape and the weights.
func (m *Mask) SHA256() string {
	var values []float32
	for _, d := range m.Shape {
		values = append(values, float32(d))
	}
	return inputs.HashValues(append(values, m.Weights...))
}

// over is the shape of a mask for a number of positions' dimensions. An image of one row
// or column covers a series.
func (m *Mask) over(dims int) []int64 {
	if dims == 1 && len(m.Shape) == 2 && (m.Shape[0] == 1 || m.Shape[1] == 1) {
		return []int64{m.Shape[0] * m.Shape[1]}
	}
	return m.Shape
}

// namesMask reports whether a text is the path of a mask.
func namesMask(path string) bool {
	if inputs.NamesArray(path) {
		return true
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".png", ".gif", ".bmp", ".jpg", ".jpeg", ".webp":
		return true
	}
	return false
}
