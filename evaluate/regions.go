package evaluate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tfreeze/inputs"
	"tfreeze/targets"
)

// A Regions says where the objects of images are. Its zero value knows none.
type Regions struct {
	// Masks is a directory of masks NAME.png for images NAME.*, of the upright picture's
	// size or of the network's. Pixels that are not black are the object.
	Masks string
	// Boxes are the boxes of each image, by the name of its file: x, y, width and height in
	// pixels of the upright picture.
	Boxes map[string][][4]float64
}

// Known reports whether any region is known.
func (r Regions) Known() bool { return r.Masks != "" || r.Boxes != nil }

// Check refuses regions of which none is of one of the images.
func (r Regions) Check(images []*inputs.Input) error {
	if r.Masks != "" {
		if _, err := os.ReadDir(r.Masks); err != nil {
			return fmt.Errorf("masks: %w", err)
		}
	}
	if !r.Known() || len(images) == 0 || slices.ContainsFunc(images, r.has) {
		return nil
	}
	if r.Masks != "" {
		return fmt.Errorf("masks %s: there is no %s, and none of any other image", r.Masks, filepath.Base(r.mask(images[0])))
	}
	return fmt.Errorf("boxes: %s is not listed, and no other image: it lists %s", filepath.Base(images[0].Path), some(slices.Sorted(maps.Keys(r.Boxes))))
}

// has reports whether it says anything of an image.
func (r Regions) has(in *inputs.Input) bool {
	if _, ok := r.Boxes[filepath.Base(in.Path)]; ok || r.Masks == "" {
		return ok
	}
	_, err := os.Stat(r.mask(in))
	return !errors.Is(err, fs.ErrNotExist)
}

// mask is the file of an image's mask.
func (r Regions) mask(in *inputs.Input) string {
	return filepath.Join(r.Masks, inputs.Stem(in.Path)+".png")
}

// some joins the first three.
func some(names []string) string {
	if len(names) > 3 {
		return strings.Join(names[:3], ", ") + ", ..."
	}
	return strings.Join(names, ", ")
}

// ReadBoxes reads COCO's form of boxes: images with an id and a file_name, and
// annotations with an image_id and a bbox.
func ReadBoxes(path string) (map[string][][4]float64, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("boxes: %w", err)
	}
	var coco struct {
		Images []struct {
			ID   int    `json:"id"`
			File string `json:"file_name"`
		} `json:"images"`
		Annotations []struct {
			Image int        `json:"image_id"`
			Box   [4]float64 `json:"bbox"`
		} `json:"annotations"`
	}
	if err := json.Unmarshal(raw, &coco); err != nil {
		return nil, fmt.Errorf("boxes %s: %w", path, err)
	}
	if len(coco.Images) == 0 {
		return nil, fmt.Errorf("boxes %s: it lists no images", path)
	}
	names, boxes := map[int]string{}, map[string][][4]float64{}
	for _, i := range coco.Images {
		names[i.ID] = filepath.Base(i.File)
		boxes[names[i.ID]] = nil
	}
	for n, a := range coco.Annotations {
		name, ok := names[a.Image]
		if !ok {
			return nil, fmt.Errorf("boxes %s: annotation %d is of image %d, which is not listed", path, n, a.Image)
		}
		boxes[name] = append(boxes[name], a.Box)
	}
	return boxes, nil
}

// of says which pixels of the network's input show the object; nil if that is unknown.
func (r Regions) of(in *inputs.Input, p Picture) ([]bool, error) {
	if in.Image == nil {
		return nil, nil
	}
	if boxes, ok := r.Boxes[filepath.Base(in.Path)]; ok {
		return placed(in.Image, p, func(x, y float64) bool { return inBoxes(boxes, x, y) }), nil
	}
	if !r.has(in) {
		return nil, nil
	}
	m, err := targets.ReadMask(r.mask(in))
	if err != nil {
		return nil, err
	}
	return r.masked(m, in.Image, p)
}

func (r Regions) masked(m *targets.Mask, i *inputs.FromImage, p Picture) ([]bool, error) {
	height, width := int(m.Shape[0]), int(m.Shape[1])
	at := func(x, y float64) bool {
		return m.Weights[min(height-1, int(y))*width+min(width-1, int(x))] != 0
	}
	if height == p.Height && width == p.Width {
		region := make([]bool, p.Size())
		for k, w := range m.Weights {
			region[k] = w != 0
		}
		return region, nil
	}
	upright := [2]int{i.Width, i.Height}
	if i.Orientation > 4 {
		upright = [2]int{i.Height, i.Width}
	}
	if upright != [2]int{width, height} {
		return nil, fmt.Errorf("mask %s has %d x %d pixels, neither the picture's %d x %d nor the network's %d x %d", m.Path, width, height, upright[0], upright[1], p.Width, p.Height)
	}
	return placed(i, p, at), nil
}

// placed asks, for each pixel of the network's input, about the place in the upright
// picture that it shows.
func placed(i *inputs.FromImage, p Picture, at func(x, y float64) bool) []bool {
	region := make([]bool, p.Size())
	x0, y0, x1, y1 := i.Placed[0], i.Placed[1], i.Placed[2], i.Placed[3]
	for k := range region {
		column, row := k%p.Width, k/p.Width
		if column < x0 || column >= x1 || row < y0 || row >= y1 {
			continue
		}
		along := func(at, from, to, low, high int) float64 {
			return float64(low) + (float64(at-from)+0.5)/float64(to-from)*float64(high-low)
		}
		region[k] = at(along(column, x0, x1, i.Box[0], i.Box[2]), along(row, y0, y1, i.Box[1], i.Box[3]))
	}
	return region
}

func inBoxes(boxes [][4]float64, x, y float64) bool {
	for _, b := range boxes {
		if x >= b[0] && x < b[0]+b[2] && y >= b[1] && y < b[1]+b[3] {
			return true
		}
	}
	return false
}
