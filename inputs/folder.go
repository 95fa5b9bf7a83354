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
	names := make([]string, len(entries))
	for i, e := range entries {
		if names[i] = e.Name(); e.IsDir() {
			names[i] += "/"
		}
	}
	images, err := ImagesOf(filepath.Join(path, "*.npy"), names)
	for i, name := range images {
		images[i] = filepath.Join(path, name)
	}
	return images, err
}

// ImagesOf chooses the images among the entries of a folder. The names of subfolders end
// with a slash. pattern is that of arrays in it, for the error if there are no images.
func ImagesOf(pattern string, entries []string) ([]string, error) {
	var images []string
	others, arrays := false, false
	for _, name := range entries {
		extension := strings.ToLower(filepath.Ext(name))
		switch {
		case strings.HasSuffix(name, "/") || strings.HasPrefix(name, "."):
			others = true
		case slices.Contains(imageExtensions, extension):
			images = append(images, name)
		case extension == ".npy" || extension == ".npz":
			arrays = true
		case name == "saved_model.pb":
			return nil, errors.New("it is a SavedModel, not an input: give one MODEL first, then its inputs")
		default:
			others = true
		}
	}
	switch {
	case len(images) > 0:
		return images, nil
	case arrays:
		return nil, fmt.Errorf("the folder has no images, but arrays: name the arrays, as in %s", pattern)
	case others:
		return nil, errors.New("the folder has no images; its subfolders are not searched")
	}
	return nil, errors.New("the folder is empty")
}
