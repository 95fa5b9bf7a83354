package inputs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// imageExtensions lists the extensions of images in a folder. The last ones cannot be
// read; they are listed so that such photos get an error instead of being skipped.
var imageExtensions = []string{".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".bmp", ".webp", ".apng", ".heic", ".heif", ".avif", ".tif", ".tiff", ".jxl"}

// Expand replaces a pattern by the files that it matches, and a folder by its images,
// both sorted by name. Of a folder, it does not search subfolders, and skips hidden files.
// Any other path stays as it is, also if there is no such file.
func Expand(path string) ([]string, error) {
	if isPattern(path) {
		return matching(path)
	}
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return []string{path}, nil // reading it will say what is wrong
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
			return nil, errors.New("it is a SavedModel, not an input: give one MODEL first, then its inputs")
		default:
			others = true
		}
	}
	switch {
	case len(images) > 0:
		return images, nil
	case arrays:
		return nil, fmt.Errorf("the folder has no images, but arrays: name the arrays, as in %s", filepath.Join(path, "*.npy"))
	case others:
		return nil, errors.New("the folder has no images; its subfolders are not searched")
	}
	return nil, errors.New("the folder is empty")
}
