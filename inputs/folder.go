package inputs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// imageExtensions are those of the images that a folder is searched for. The last
// are not read, and are no less the photos that are meant.
var imageExtensions = []string{".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".webp", ".apng", ".heic", ".heif", ".avif", ".tif", ".tiff", ".jxl"}

// expand puts the images of a folder, by name, in its place. Folders in it are not
// searched, and hidden files are passed over.
func expand(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}, nil // reading it says what is wrong
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var images []string
	others, arrays := false, false
	for _, e := range entries {
		extension := strings.ToLower(filepath.Ext(e.Name()))
		switch {
		case e.IsDir() || strings.HasPrefix(e.Name(), "."):
			others = true
		case slices.Contains(imageExtensions, extension):
			images = append(images, filepath.Join(path, e.Name()))
		case extension == ".npy" || extension == ".npz":
			arrays = true
		case e.Name() == "saved_model.pb":
			return nil, errors.New("it is a SavedModel, not an input: one MODEL comes first, then its inputs")
		default:
			others = true
		}
	}
	switch {
	case len(images) > 0:
		return images, nil
	case arrays:
		return nil, fmt.Errorf("the folder has no images, but arrays: name those that are meant, as in %s", filepath.Join(path, "*.npy"))
	case others:
		return nil, errors.New("the folder has no images; folders in it are not searched")
	}
	return nil, errors.New("the folder is empty")
}
