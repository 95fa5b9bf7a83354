package storage

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"strings"

	"gocloud.dev/blob"
)

// A Dir is a folder of a bucket. Keys are relative to it.
type Dir struct {
	bucket *blob.Bucket
	at     location
}

// An Object is one of a Dir. The key of a folder ends with a slash.
type Object struct {
	Key string
	// Bytes is its size.
	Bytes int64
}

// Dir opens the folder of that URL. It need not exist: it does if it holds objects.
func (c *Client) Dir(ctx context.Context, url string) (*Dir, error) {
	l, b, err := c.open(ctx, url)
	if err != nil {
		return nil, err
	}
	if l.key = strings.TrimRight(l.key, "/"); l.key != "" {
		l.key += "/"
	}
	return &Dir{b, l}, nil
}

// URL names an object in messages.
func (d *Dir) URL(key string) string { return d.of(key).String() }

func (d *Dir) of(key string) location { return d.at.of(d.at.key + key) }

// Read reads an object of up to 1 GiB. The error is fs.ErrNotExist if it does not exist.
func (d *Dir) Read(ctx context.Context, key string) ([]byte, error) {
	return read(ctx, d.bucket, d.of(key))
}

// Download writes an object to a file.
func (d *Dir) Download(ctx context.Context, key, path string) error {
	l := d.of(key)
	r, err := d.bucket.NewReader(ctx, l.key, nil)
	if err != nil {
		return wrap(l, err)
	}
	defer r.Close()
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.Copy(f, r); err != nil {
		return wrap(l, err)
	}
	return f.Close()
}

// Upload writes a file to an object, and replaces what was there.
func (d *Dir) Upload(ctx context.Context, key, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return d.write(ctx, key, f, &blob.WriterOptions{})
}

// Create writes an object. The error is fs.ErrExist if there is one already.
func (d *Dir) Create(ctx context.Context, key string, content []byte) error {
	return d.write(ctx, key, strings.NewReader(string(content)), &blob.WriterOptions{IfNotExist: true})
}

// octets keeps drivers from guessing a type by the content.
const octets = "application/octet-stream"

func (d *Dir) write(ctx context.Context, key string, content io.Reader, o *blob.WriterOptions) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	l, r := d.of(key), &stopping{Reader: content, stop: stop}
	o.ContentType = contentType(key)
	// A Writer of Azure's driver (0.47) panics at Close if the service refuses the object.
	err := d.bucket.Upload(ctx, l.key, r, o)
	if r.failed != nil {
		return wrap(l, errors.Join(r.failed, err))
	}
	return ofWrite(wrap(l, err))
}

// stopping is a reader that stops the upload when it fails, so that nothing is written.
type stopping struct {
	io.Reader
	stop   func()
	failed error
}

func (s *stopping) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		s.failed = err
		s.stop()
	}
	return n, err
}

func contentType(key string) string {
	switch {
	case strings.HasSuffix(key, ".png"):
		return "image/png"
	case strings.HasSuffix(key, ".json"):
		return "application/json"
	}
	return octets
}

// List lists the objects whose keys begin with a prefix, sorted.
func (d *Dir) List(ctx context.Context, prefix string) iter.Seq2[Object, error] {
	return d.list(ctx, prefix, "")
}

// Entries lists what is directly in the folder.
func (d *Dir) Entries(ctx context.Context) iter.Seq2[Object, error] { return d.list(ctx, "", "/") }

func (d *Dir) list(ctx context.Context, prefix, delimiter string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		l := d.of(prefix)
		all := d.bucket.List(&blob.ListOptions{Prefix: l.key, Delimiter: delimiter})
		for {
			o, err := all.Next(ctx)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Object{}, wrap(l, err))
				return
			}
			key := strings.TrimPrefix(o.Key, d.at.key)
			if key == "" || !o.IsDir && strings.HasSuffix(key, "/") {
				continue // some tools make objects for folders
			}
			if !yield(Object{key, o.Size}, nil) {
				return
			}
		}
	}
}

// Delete removes an object, if it exists.
func (d *Dir) Delete(ctx context.Context, key string) error {
	l := d.of(key)
	if err := wrap(l, d.bucket.Delete(ctx, l.key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
