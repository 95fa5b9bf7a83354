package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"gocloud.dev/blob"
)

// A Client opens buckets when they are first needed, and keeps them open. Its methods may
// be called at the same time. Call Close at the end.
type Client struct {
	// Connect opens a bucket, as providers.Open does.
	Connect func(ctx context.Context, url string) (*blob.Bucket, error)

	mutex   sync.Mutex
	buckets map[string]*blob.Bucket
}

// most bounds an object that is read into memory, in bytes.
const most = 1 << 30

// Read reads an object of up to 1 GiB.
func (c *Client) Read(ctx context.Context, url string) ([]byte, error) {
	l, b, err := c.open(ctx, url)
	if err != nil {
		return nil, err
	}
	return read(ctx, b, l)
}

func read(ctx context.Context, b *blob.Bucket, l location) ([]byte, error) {
	r, err := b.NewReader(ctx, l.key, nil)
	if err != nil {
		return nil, wrap(l, err)
	}
	defer r.Close()
	if r.Size() > most {
		return nil, wrap(l, fmt.Errorf("the object has %d MiB, more than %d", r.Size()>>20, most>>20))
	}
	content := make([]byte, r.Size())
	if _, err := io.ReadFull(r, content); err != nil {
		return nil, wrap(l, err)
	}
	return content, nil
}

// open returns the bucket of a URL.
func (c *Client) open(ctx context.Context, url string) (location, *blob.Bucket, error) {
	l, err := parse(url)
	if err != nil {
		return l, nil, err
	}
	if c == nil || c.Connect == nil {
		return l, nil, wrap(l, errors.New("this program has no drivers for buckets"))
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if b := c.buckets[l.root()]; b != nil {
		return l, b, nil
	}
	b, err := c.Connect(ctx, l.root())
	if err != nil {
		return l, nil, wrap(l, err)
	}
	if c.buckets == nil {
		c.buckets = map[string]*blob.Bucket{}
	}
	c.buckets[l.root()] = b
	return l, b, nil
}

// Close closes all buckets.
func (c *Client) Close() error {
	if c == nil {
		return nil
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var all []error
	for _, b := range c.buckets {
		all = append(all, b.Close())
	}
	c.buckets = nil
	return errors.Join(all...)
}
