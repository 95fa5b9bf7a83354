package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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

// RecordsDir holds an object for each input of a shard in a bucket: its line.
const RecordsDir = "records"

// A bucket is where a shard stays that is not on this disk. The process writes it to a
// directory of its own first.
type bucket struct {
	dir   *storage.Dir
	shard string
}

// agree holds the manifest against that of the bucket, or puts it there. Of several
// processes that do so at once, one does; the others must agree with it.
func (b *bucket) agree(m *Manifest) error {
	text, err := b.dir.Read(context.Background(), File)
	if errors.Is(err, fs.ErrNotExist) {
		if err := b.empty(); err != nil {
			return err
		}
		if err := b.dir.Create(context.Background(), File, m.json()); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("output: %w", err)
		}
		text, err = b.dir.Read(context.Background(), File)
	}
	if err != nil {
		return fmt.Errorf("output: %w", err)
	}
	had, err := parseManifest(text, b.dir.URL(File))
	if err != nil {
		return err
	}
	return m.against(had, b.dir.URL(""))
}

func (b *bucket) empty() error {
	for o, err := range b.dir.Entries(context.Background()) {
		if err != nil {
			return fmt.Errorf("output: %w", err)
		}
		if name, isDir := strings.CutSuffix(o.Key, "/"); foreign(name, isDir) {
			return fmt.Errorf("output %s holds other files (%q) and no %s: nothing was written", b.dir.URL(""), name, File)
		}
	}
	return nil
}

func (b *bucket) record(name string) string { return path.Join(b.shard, RecordsDir, name+".json") }

// names lists the inputs that have a line.
func (b *bucket) names() (map[string]bool, error) {
	all, prefix := map[string]bool{}, path.Join(b.shard, RecordsDir)+"/"
	for o, err := range b.dir.List(context.Background(), prefix) {
		if err != nil {
			return nil, err
		}
		all[strings.TrimSuffix(strings.TrimPrefix(o.Key, prefix), ".json")] = true
	}
	return all, nil
}

// done lists the inputs that have a line and maps. A line without maps is removed: someone
// has removed those.
func (b *bucket) done() (map[string]bool, error) {
	lines, err := b.names()
	if err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	have := map[string]bool{}
	for o, err := range b.dir.List(context.Background(), path.Join(b.shard, mapsDir)+"/") {
		if err != nil {
			return nil, fmt.Errorf("output: %w", err)
		}
		name := path.Base(path.Dir(o.Key))
		have[name[:max(0, strings.LastIndexByte(name, '-'))]] = true
	}
	for name := range lines {
		if !have[name] {
			delete(lines, name)
			if err := b.dir.Delete(context.Background(), b.record(name)); err != nil {
				return nil, fmt.Errorf("output: %w", err)
			}
		}
	}
	return lines, nil
}

// put copies the files of an input to the bucket, and then its line, which makes them
// count. The hash of what they hold is part of their keys, so that a process that has the
// same input writes the same objects or others, and never half of these. If it was faster,
// its line becomes this one's.
func (b *bucket) put(tmp string, line *Line) error {
	names, hash, err := contentOf(tmp)
	if err != nil {
		return err
	}
	line.Directory = path.Join(b.shard, filepath.ToSlash(folder(line.Name)), line.Name+"-"+hash[:8])
	for _, name := range names {
		if err := b.dir.Upload(context.Background(), path.Join(line.Directory, name), filepath.Join(tmp, name)); err != nil {
			return err
		}
	}
	text, err := lineOf(line)
	if err != nil {
		return err
	}
	err = b.dir.Create(context.Background(), b.record(line.Name), text)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	first, err := b.line(line.Name)
	if err != nil {
		return err
	}
	for _, name := range names {
		if first.Directory == line.Directory {
			break
		}
		if err := b.dir.Delete(context.Background(), path.Join(line.Directory, name)); err != nil {
			return err
		}
	}
	*line = *first
	return nil
}

func (b *bucket) line(name string) (*Line, error) {
	text, err := b.dir.Read(context.Background(), b.record(name))
	if err != nil {
		return nil, err
	}
	var l Line
	if err := json.Unmarshal(text, &l); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", b.dir.URL(b.record(name)), err)
	}
	return &l, nil
}

// upload copies files of the shard.
func (b *bucket) upload(dir string, names ...string) error {
	for _, name := range names {
		if err := b.dir.Upload(context.Background(), path.Join(b.shard, name), filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("output: %w", err)
		}
	}
	return nil
}

// contentOf lists the files of a directory, and hashes their names and contents.
func contentOf(dir string) (names []string, hash string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, "", err
	}
	all := sha256.New()
	for _, e := range entries {
		one, err := files.Hash(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, "", err
		}
		names = append(names, e.Name())
		fmt.Fprintf(all, "%s %s\n", one, e.Name())
	}
	return names, hex.EncodeToString(all.Sum(nil)), nil
}
