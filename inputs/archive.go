package inputs

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"strings"

	"tfreeze/internal/npy"
)

const archiveExtension = ".npz"

// SplitKey splits FILE.npz:KEY. The key is empty for any other path.
func SplitKey(path string) (file, key string) {
	file, key, ok := strings.Cut(path, archiveExtension+":")
	if _, err := os.Stat(path); !ok || err == nil {
		return path, ""
	}
	return file + archiveExtension, key
}

// NamesArray reports whether the extension of a path is that of an array.
func NamesArray(text string) bool {
	file, _ := SplitKey(text)
	return strings.HasSuffix(file, ".npy") || strings.HasSuffix(file, archiveExtension)
}

// maxUnpacked bounds the bytes of a compressed array, because a small file can hold a
// giant one.
const maxUnpacked = 1 << 30

func fromArchive(in file, key string) (npy.Array, error) {
	opened, err := in.open()
	if err != nil {
		return npy.Array{}, err
	}
	defer opened.Close()
	size, err := opened.Seek(0, io.SeekEnd)
	if err != nil {
		return npy.Array{}, err
	}
	z, err := zip.NewReader(opened, size)
	if err != nil {
		return npy.Array{}, err
	}
	var names []string
	var found *zip.File
	for _, f := range z.File {
		name := strings.TrimSuffix(f.Name, ".npy")
		names = append(names, name)
		if name == key || key == "" && len(z.File) == 1 {
			found = f
		}
	}
	switch {
	case found == nil && key == "":
		return npy.Array{}, fmt.Errorf("it holds %d arrays: choose one, as in %s:%s; there are %s", len(names), in.path, names[0], someOf(names))
	case found == nil:
		return npy.Array{}, fmt.Errorf("it holds no array %q; there are %s", key, someOf(names))
	case found.Method != zip.Store && found.UncompressedSize64 > maxUnpacked:
		return npy.Array{}, fmt.Errorf("its array %q has %d MiB unpacked, more than %d", strings.TrimSuffix(found.Name, ".npy"), found.UncompressedSize64>>20, maxUnpacked>>20)
	}
	r, err := found.Open()
	if err != nil {
		return npy.Array{}, fmt.Errorf("the .npz archive is damaged: %w", err)
	}
	defer r.Close()
	return npy.Read(r)
}

// someOf lists names, but not hundreds.
func someOf(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
