package jobs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"tfreeze/internal/files"
	"tfreeze/storage"
)

// A home is where Merge finds or leaves a job: a directory, or a bucket and the directory
// of its lists.
type home struct {
	path   string
	remote *storage.Dir
}

// homeOf is the home at a path or a URL, whose lists are in tmp.
func homeOf(c *storage.Client, at, tmp string) (home, error) {
	if at = storage.Path(at); !storage.IsURL(at) {
		return home{path: at}, nil
	}
	dir, err := c.Dir(context.Background(), at)
	return home{tmp, dir}, err
}

func (h home) String() string {
	if h.remote == nil {
		return h.path
	}
	return h.remote.URL("")
}

// fetch brings the lists of a bucket here.
func (h home) fetch() error {
	if h.remote == nil {
		return nil
	}
	if err := os.MkdirAll(h.path, 0o755); err != nil {
		return err
	}
	if err := h.get(File); err != nil {
		return fmt.Errorf("%v is not of a job: %w", h, err)
	}
	for o, err := range h.remote.Entries(context.Background()) {
		if err != nil {
			return err
		}
		shard, isDir := strings.CutSuffix(o.Key, "/")
		if !isDir || foreign(shard, isDir) {
			continue
		}
		if err := h.fetchShard(shard); err != nil {
			return err
		}
	}
	return nil
}

func (h home) fetchShard(shard string) error {
	if err := os.MkdirAll(filepath.Join(h.path, shard), 0o755); err != nil {
		return err
	}
	for _, name := range []string{SummaryFile, FailedFile} {
		if err := h.get(path.Join(shard, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return (&bucket{h.remote, shard}).gather(filepath.Join(h.path, shard, RecordsFile))
}

func (h home) get(key string) error {
	return h.remote.Download(context.Background(), key, filepath.Join(h.path, filepath.FromSlash(key)))
}

// agree refuses an output that holds something else, and gives a new one the manifest.
func (h home) agree(m *Manifest) error {
	if h.remote != nil {
		return (&bucket{dir: h.remote}).agree(m)
	}
	return ours(h.path, m)
}

// leave copies what Merge has written to a bucket.
func (h home) leave(names ...string) error {
	if h.remote == nil {
		return nil
	}
	for _, name := range names {
		if err := h.remote.Upload(context.Background(), name, filepath.Join(h.path, name)); err != nil {
			return err
		}
	}
	return nil
}

// take puts a file of maps in its place.
func (h home) take(key, file string) error {
	if h.remote != nil {
		return h.remote.Upload(context.Background(), key, file)
	}
	return files.Bring(file, filepath.Join(h.path, filepath.FromSlash(key)))
}
