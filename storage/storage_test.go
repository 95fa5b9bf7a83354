package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"
)

// drivers makes a client of each driver that needs no server. Every bucket exists.
func drivers(t *testing.T) map[string]*Client {
	dir := t.TempDir()
	return map[string]*Client{
		"memory": {Connect: func(context.Context, string) (*blob.Bucket, error) { return memblob.OpenBucket(nil), nil }},
		"file": {Connect: func(context.Context, string) (*blob.Bucket, error) {
			return fileblob.OpenBucket(dir, &fileblob.Options{Metadata: fileblob.MetadataDontWrite})
		}},
	}
}

// eachDriver opens a folder by each driver, in a subtest.
func eachDriver(t *testing.T, url string, test func(t *testing.T, c *Client, d *Dir)) {
	for name, c := range drivers(t) {
		t.Run(name, func(t *testing.T) {
			defer c.Close()
			d, err := c.Dir(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			test(t, c, d)
		})
	}
}

func TestDir(t *testing.T) {
	ctx := t.Context()
	eachDriver(t, "s3://bucket/some/out?region=x", func(t *testing.T, c *Client, d *Dir) {
		if _, err := d.Read(ctx, "a.json"); !errors.Is(err, fs.ErrNotExist) || err.Error() != "s3://bucket/some/out/a.json: there is no such object" {
			t.Errorf("a missing object: %v", err)
		}
		if err := d.Create(ctx, "a.json", []byte("first")); err != nil {
			t.Fatal(err)
		}
		if err := d.Create(ctx, "a.json", []byte("second")); !errors.Is(err, fs.ErrExist) {
			t.Errorf("created twice: %v", err)
		}
		file := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(file, []byte("uploaded"), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"b/ä %20#.png", "b/z", "b/z"} {
			if err := d.Upload(ctx, key, file); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Download(ctx, "b/ä %20#.png", file+"2"); err != nil {
			t.Fatal(err)
		}
		if back, err := os.ReadFile(file + "2"); string(back) != "uploaded" {
			t.Errorf("downloaded %q, error %v", back, err)
		}
		if text, err := c.Read(ctx, "s3://bucket/some/out/a.json?region=x"); string(text) != "first" {
			t.Errorf("read %q, error %v", text, err)
		}
		list := func(prefix string) (all []string) {
			for o, err := range d.List(ctx, prefix) {
				all = append(all, fmt.Sprint(o.Key, " ", o.Bytes))
				if err != nil {
					t.Error(err)
				}
			}
			return all
		}
		if diff := cmp.Diff([]string{"a.json 5", "b/z 8", "b/ä %20#.png 8"}, list("")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"b/z 8"}, list("b/z")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestCreateAtOnce: of many that create an object at once, one does.
func TestCreateAtOnce(t *testing.T) {
	ctx := t.Context()
	eachDriver(t, "s3://bucket/out", func(t *testing.T, c *Client, d *Dir) {
		var all sync.WaitGroup
		made := make([]error, 16)
		for i := range made {
			all.Go(func() { made[i] = d.Create(ctx, "job.json", bytes.Repeat([]byte{byte(i)}, 1<<16)) })
		}
		all.Wait()
		text, err := d.Read(ctx, "job.json")
		if err != nil {
			t.Fatal(err)
		}
		for i, err := range made {
			if won := text[0] == byte(i); won != (err == nil) || !won && !errors.Is(err, fs.ErrExist) {
				t.Errorf("%d, of which it holds %d: %v", i, text[0], err)
			}
		}
	})
}

// TestAborted: what fails on the way leaves no object.
func TestAborted(t *testing.T) {
	ctx := t.Context()
	eachDriver(t, "s3://bucket/out", func(t *testing.T, c *Client, d *Dir) {
		if err := d.write(ctx, "a", &breaks{}, &blob.WriterOptions{}); err == nil || !strings.Contains(err.Error(), "s3://bucket/out/a: the disk is gone") {
			t.Errorf("%v", err)
		}
		if _, err := d.Read(ctx, "a"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("half an object is there: %v", err)
		}
	})
}

// breaks fails after a megabyte.
type breaks struct{ given int }

func (b *breaks) Read(p []byte) (int, error) {
	if b.given += len(p); b.given > 1<<20 {
		return 0, errors.New("the disk is gone")
	}
	return len(p), nil
}

func TestExpand(t *testing.T) {
	ctx := t.Context()
	choose := func(folder string, entries []string) ([]string, error) {
		if len(entries) == 0 {
			return nil, errors.New("the folder is empty: " + folder)
		}
		return entries, nil
	}
	for name, c := range drivers(t) {
		t.Run(name, func(t *testing.T) {
			d, err := c.Dir(ctx, "s3://bucket?o=1")
			if err != nil {
				t.Fatal(err)
			}
			for _, key := range []string{"photos/a.jpg", "photos/b.png", "photos/deep/c.jpg", "photos/a[1].jpg", "other/d.jpg"} {
				if err := d.Create(ctx, key, []byte("x")); err != nil {
					t.Fatal(err)
				}
			}
			for url, want := range map[string]string{
				"s3://bucket/photos/*.jpg?o=1":       "s3://bucket/photos/a.jpg?o=1 s3://bucket/photos/a[1].jpg?o=1",
				"s3://bucket/photos/?.jpg?o=1":       "s3://bucket/photos/a.jpg?o=1",
				"s3://bucket/**/*.jpg?o=1":           "s3://bucket/other/d.jpg?o=1 s3://bucket/photos/a.jpg?o=1 s3://bucket/photos/a[1].jpg?o=1 s3://bucket/photos/deep/c.jpg?o=1",
				"s3://bucket/photos/{b,c}.*?o=1":     "s3://bucket/photos/b.png?o=1",
				"s3://bucket/photos/*.gif?o=1":       "no object matches the pattern",
				"s3://bucket/photos/[.gif?o=1":       "it is not a valid pattern",
				"s3://bucket/photos/deep?o=1":        "s3://bucket/photos/deep/c.jpg?o=1",
				"s3://bucket/photos/deep/?o=1":       "s3://bucket/photos/deep/c.jpg?o=1",
				"s3://bucket/nothing/?o=1":           "the folder is empty: s3://bucket/nothing/",
				"s3://bucket/nothing?o=1":            "s3://bucket/nothing?o=1",
				"s3://bucket/missing.jpg?o=1":        "s3://bucket/missing.jpg?o=1",
				"s3:///photos":                       "s3:///photos has no bucket: give it as in s3://BUCKET/KEY",
				"s3://bucket/photos/deep?o=1&p=/a/b": "s3://bucket/photos/deep?o=1&p=/a/b", // another bucket, for all that is known
			} {
				if name == "file" && strings.Contains(url, "p=") {
					continue // here, all are one
				}
				got, err := c.Expand(ctx, url, choose)
				text := strings.Join(got, " ")
				if err != nil {
					text = err.Error()
				}
				if text != want {
					t.Errorf("%s is\n%s, want\n%s", url, text, want)
				}
			}
		})
	}
}

func TestPaths(t *testing.T) {
	for path, want := range map[string]string{
		"s3://b/x?region=eu": "true s3://b/x", "file:///a/b": "false /a/b", "a/b": "false a/b", "./s3://x": "false ./s3://x",
		"s3://b/x?.jpg": "true s3://b/x?.jpg", "a?b=c": "false a?b=c", "C://x": "false C://x",
	} {
		if got := fmt.Sprint(IsURL(path), " ", Name(Path(path))); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}

// TestErrors: errors name the URL, the reason, and what to set.
func TestErrors(t *testing.T) {
	fails := func(text string) *Client {
		return &Client{Connect: func(context.Context, string) (*blob.Bucket, error) { return nil, errors.New(text) }}
	}
	for _, c := range []struct {
		client         *Client
		url, want      string
		concernsOthers bool
	}{
		{fails("get credentials: failed\n  to refresh"), "s3://b/x", "s3://b/x: no credentials are found: set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, or AWS_PROFILE (get credentials: failed to refresh)", true},
		{fails("azureblob: Options.AccountName is required"), "azblob://b/x", "azblob://b/x: no credentials are found: set AZURE_STORAGE_ACCOUNT, and AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN (azureblob: Options.AccountName is required)", true},
		{fails("NoSuchBucket: 404"), "gs://b/x", "gs://b/x: there is no such bucket", true},
		{fails(strings.Repeat("long ", 200)), "gs://b/x", "gs://b/x: " + strings.Repeat("long ", 80) + "...", false},
		{nil, "gs://b/x", "gs://b/x: this program has no drivers for buckets", false},
	} {
		_, err := c.client.Read(t.Context(), c.url)
		var e *Error
		if !errors.As(err, &e) || e.Error() != c.want || e.Everywhere != c.concernsOthers {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
