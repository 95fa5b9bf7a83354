package jobs

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/results"
	"tfreeze/storage"
)

// openBucket takes a shard of the job at a URL. The directory that stays is the bucket's;
// another one holds what goes there.
func openBucket(url string, run results.Run, o Options) (*Job, error) {
	dir, err := o.Storage.Dir(context.Background(), url)
	if err != nil {
		return nil, fmt.Errorf("output: %w", err)
	}
	tmp, err := makeScratch()
	if err != nil {
		return nil, err
	}
	j, err := open(tmp, run, o)
	if err != nil {
		dropScratch(tmp)
		return nil, err
	}
	j.bucket = &bucket{dir, o.Shard.Dir()}
	if err = j.bucket.agree(j.manifest()); err == nil {
		j.done, err = j.bucket.done()
	}
	if err != nil {
		j.Close()
		return nil, err
	}
	j.earlier = len(j.done)
	return j, nil
}

// writeBucket writes the maps of an input as a directory, and copies that.
func (j *Job) writeBucket(tmp string, line *Line, in *inputs.Input, r *explain.Result) error {
	err := j.writeDir(tmp, tmp, line, in, r)
	if err == nil {
		line.Bytes = sizeOf(tmp)
		err = j.bucket.put(tmp, line)
	}
	if err != nil {
		return fmt.Errorf("writing the maps of %s: %w", in, files.Cause(err))
	}
	return j.note(line)
}

// gather brings the records of earlier runs and of other processes together with those of
// this one, if they are in a bucket.
func (j *Job) gather() error {
	if j.bucket == nil {
		return nil
	}
	if err := j.bucket.gather(filepath.Join(j.path, RecordsFile)); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	j.mutex.Lock()
	defer j.mutex.Unlock()
	_, err := readLines(filepath.Join(j.path, RecordsFile), func(l *Line) error { j.done[l.Name] = true; return nil })
	if err != nil {
		return err
	}
	j.listed = true
	return j.bucket.upload(j.path, RecordsFile, FailedFile)
}

// leave copies what a shard that did not end says of failures, and removes what is here.
func (j *Job) leave() {
	if j.bucket == nil {
		return
	}
	if j.failures > 0 && !j.listed {
		j.bucket.upload(j.path, FailedFile) // the process ends for another reason
	}
	dropScratch(j.dir)
}

// where names a file of the shard in messages.
func (j *Job) where(name string) string {
	if j.bucket == nil {
		return filepath.Join(j.path, name)
	}
	return j.bucket.dir.URL(j.bucket.shard + "/" + name)
}

// expand is inputs.Expand, also of URLs.
func (j *Job) expand(path string) ([]string, error) {
	return Expand(context.Background(), j.options.Storage, path)
}

// Expand is inputs.Expand, also of URLs.
func Expand(ctx context.Context, c *storage.Client, path string) ([]string, error) {
	if path = storage.Path(path); !storage.IsURL(path) {
		return inputs.Expand(path)
	}
	return c.Expand(ctx, path, func(folder string, entries []string) ([]string, error) {
		return inputs.ImagesOf(folder+"*.npy", entries)
	})
}

// Read is File of a reader, also of a URL. A reason that concerns every URL is one of
// inputs.ForEvery.
func Read(ctx context.Context, c *storage.Client, r *inputs.Reader, path string) ([]*inputs.Input, error) {
	if path = storage.Path(path); !storage.IsURL(path) {
		return r.File(path)
	}
	name := storage.Name(path)
	file, _ := inputs.SplitKey(name)
	content, err := c.Read(ctx, file+path[len(name):])
	if err != nil {
		return nil, unread(err)
	}
	return r.Content(name, content)
}

// unread leaves the URL out of an error of one object, which is said of its input anyway.
func unread(err error) error {
	var e *storage.Error
	switch {
	case errors.As(err, &e) && !e.Everywhere:
		return errors.New(e.Reason)
	case e != nil:
		return inputs.Every(err)
	}
	return err
}
