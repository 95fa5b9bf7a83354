package jobs

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"sync"

	"golang.org/x/sync/errgroup"
)

// fetches is how many lines are read from a bucket at once.
const fetches = 32

// gather brings the lines of all inputs of the shard to a file that has some of them. An
// earlier end of the shard has left most in one object; others are an object each.
func (b *bucket) gather(to string) error {
	left, err := b.names()
	if err != nil {
		return err
	}
	if _, err := readLines(to, func(l *Line) error { delete(left, l.Name); return nil }); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := b.gathered(f, to+".earlier", left); err != nil {
		return err
	}
	if err := b.single(f, left); err != nil {
		return err
	}
	return f.Close()
}

// gathered adds the lines of an earlier end of the shard, and takes them off what is left.
func (b *bucket) gathered(to io.Writer, tmp string, left map[string]bool) error {
	if len(left) == 0 {
		return nil
	}
	defer os.Remove(tmp)
	err := b.dir.Download(context.Background(), path.Join(b.shard, RecordsFile), tmp)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = readLines(tmp, func(l *Line) error {
		if !left[l.Name] {
			return nil
		}
		delete(left, l.Name)
		return writeLine(to, l)
	})
	return err
}

func (b *bucket) single(to io.Writer, left map[string]bool) error {
	var mutex sync.Mutex
	var all errgroup.Group
	all.SetLimit(fetches)
	for name := range left {
		all.Go(func() error {
			l, err := b.line(name)
			if err != nil {
				return err
			}
			mutex.Lock()
			defer mutex.Unlock()
			return writeLine(to, l)
		})
	}
	return all.Wait()
}
