package jobs

import (
	"context"
	"os"
	"path"
	"path/filepath"

	"tfreeze/internal/files"
)

// A source is a shard of a home.
type source struct {
	Shard
	home
	// sizes are those of the directories of maps in a bucket, in bytes.
	sizes map[string]int64
}

func (s *source) file(name string) string { return filepath.Join(s.path, s.Shard.Dir(), name) }

// measure finds the sizes, if the shard is in a bucket.
func (s *source) measure() error {
	if s.remote == nil {
		return nil
	}
	s.sizes = map[string]int64{}
	for o, err := range s.remote.List(context.Background(), path.Join(s.Shard.Dir(), mapsDir)+"/") {
		if err != nil {
			return err
		}
		s.sizes[path.Dir(o.Key)] += o.Bytes
	}
	return nil
}

// whole reports whether the maps of an input are there.
func (s *source) whole(l *Line, formats []Format) bool {
	if s.remote == nil {
		return sizeOf(s.file(outputOf(l.Name, formats))) == l.Bytes
	}
	return s.sizes[l.Directory] == l.Bytes
}

// bring links or copies the maps of an input to another home. It does nothing if both are
// the same.
func (s *source) bring(l *Line, formats []Format, to home) error {
	at := outputOf(l.Name, formats)
	switch {
	case s.remote == nil && to.remote == nil:
		return files.Bring(s.file(at), filepath.Join(to.path, s.Shard.Dir(), at))
	case s.remote == nil:
		return s.send(filepath.Join(s.Shard.Dir(), at), to)
	case to.remote != nil && s.home.String() == to.String():
		return nil
	}
	fetched := filepath.Join(s.path, "fetched")
	for o, err := range s.remote.List(context.Background(), l.Directory+"/") {
		if err == nil {
			err = s.remote.Download(context.Background(), o.Key, fetched)
		}
		if err == nil {
			err = to.take(o.Key, fetched)
		}
		if err != nil {
			return err
		}
		os.Remove(fetched) // it may be linked by now
	}
	return nil
}

// send copies a file, or the files of a directory, to a bucket.
func (s *source) send(at string, to home) error {
	from := filepath.Join(s.path, at)
	entries, err := os.ReadDir(from)
	if err != nil { // it is a file
		return to.take(filepath.ToSlash(at), from)
	}
	for _, e := range entries {
		if err := to.take(filepath.ToSlash(filepath.Join(at, e.Name())), filepath.Join(from, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
