package tfreeze_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"

	"tfreeze"
	"tfreeze/internal/s3server"
	"tfreeze/jobs"
	"tfreeze/results"
	"tfreeze/storage"
	"tfreeze/storage/providers"
)

// A place is where a test's bucket is, and how a key in it is written.
type place struct {
	client *storage.Client
	url    func(key string) string
}

// places are buckets of all kinds that need nothing but this machine.
func places(t *testing.T) map[string]place {
	dir := t.TempDir()
	plain := func(key string) string { return "s3://bucket/" + key }
	return map[string]place{
		"memory": {&storage.Client{Connect: func(context.Context, string) (*blob.Bucket, error) { return memblob.OpenBucket(nil), nil }}, plain},
		"file": {&storage.Client{Connect: func(context.Context, string) (*blob.Bucket, error) {
			return fileblob.OpenBucket(dir, &fileblob.Options{Metadata: fileblob.MetadataDontWrite})
		}}, plain},
		"S3": {&storage.Client{Connect: providers.Open}, s3server.New(t).URL},
	}
}

// photos copies photos to the bucket, and returns them by their names.
func (p place) photos(t *testing.T) map[string]string {
	t.Helper()
	dir, err := p.client.Dir(t.Context(), p.url("photos"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, file := range []string{"gray.png", "turned_1.png", "turned_6.png"} {
		files[file] = filepath.Join("testdata", "pictures", file)
		if err := dir.Upload(t.Context(), file, files[file]); err != nil {
			t.Fatal(err)
		}
	}
	if err := dir.Create(t.Context(), "broken.png", []byte("no picture")); err != nil && !errors.Is(err, fs.ErrExist) {
		t.Fatal(err)
	}
	return files
}

// explain explains a shard of the photos, and of one that is missing.
func (p place) explain(m *tfreeze.Model, out string, o jobs.Options) (jobs.Summary, error) {
	o.Storage = p.client
	o.Shard.N = max(1, o.Shard.N)
	o.MaxFailures, _ = jobs.ParseLimit("2")
	items := []tfreeze.Item{{Path: p.url("photos/*.png")}, {Path: p.url("photos/missing.png")}}
	return m.ExplainJob(context.Background(), items, p.url(out), tfreeze.JobOptions{Options: o})
}

// objects are the sizes of the objects below a key.
func (p place) objects(t *testing.T, key string) map[string]int64 {
	t.Helper()
	dir, err := p.client.Dir(t.Context(), p.url(key))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]int64{}
	for o, err := range dir.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		all[o.Key] = o.Bytes
	}
	return all
}

// TestBucket: a job whose inputs and whose output are in a bucket makes the maps that
// Explain makes, goes on where it was, and is joined into a directory and into a bucket.
func TestBucket(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{Methods: []string{"grad"}})
	for name, p := range places(t) {
		for format, o := range map[string]jobs.Options{
			"npz": {Formats: []jobs.Format{jobs.NPZ}},
			"all": {Formats: []jobs.Format{jobs.PNG, jobs.NPY}},
		} {
			t.Run(name+" "+format, func(t *testing.T) {
				files, out, local := p.photos(t), "out-"+format, filepath.Join(t.TempDir(), "joined")
				for i := range 2 {
					o.Shard = jobs.Shard{I: i, N: 2}
					if _, err := p.explain(m, out, o); err != nil {
						t.Fatal(err)
					}
				}
				if s, err := p.explain(m, out, o); err != nil || s.Earlier != s.Explained || s.Explained+s.Failed != s.Own {
					t.Errorf("again: %+v, error %v", s, err)
				}
				for _, to := range []string{local, p.url(out), p.url(out + "-copy")} {
					merged, err := jobs.Merge([]string{p.url(out)}, to, p.client)
					if err != nil || !merged.Complete() || merged.Explained != 3 || merged.Failed != 2 {
						t.Fatalf("to %s: %+v, error %v", to, merged, err)
					}
				}
				record, err := results.Read(local)
				if err != nil || len(record.Inputs) != 3 {
					t.Fatal(err)
				}
				for i := range record.Inputs {
					in := &record.Inputs[i]
					if !strings.HasPrefix(in.File, "s3://bucket/photos/") || strings.Contains(in.File, "?") {
						t.Errorf("the file is %s", in.File)
					}
					in.File = files[path.Base(in.File)]
					compareJob(t, name, m, local, in, false)
				}
				for _, f := range record.Failed {
					if want := map[string]string{"broken.png": "it is a text file, not an image or an array", "missing.png": "there is no such object"}[path.Base(f.File)]; f.Error != want {
						t.Errorf("%s failed: %s, want %s", f.File, f.Error, want)
					}
				}
				ofMaps := func(key string) map[string]int64 {
					all := p.objects(t, key)
					maps.DeleteFunc(all, func(key string, _ int64) bool { return !strings.Contains(key, "/maps/") })
					return all
				}
				if diff := cmp.Diff(ofMaps(out), ofMaps(out+"-copy")); diff != "" {
					t.Errorf("maps (-job +copy):\n%s", diff)
				}
				p.compareJoined(t, local, out, out+"-copy")
				taken := `output s3://bucket/photos/ holds other files ("broken.png") and no job.json: nothing was written`
				if _, err := jobs.Merge([]string{p.url(out)}, p.url("photos"), p.client); err == nil || err.Error() != taken {
					t.Errorf("joined to the photos: %v", err)
				}
			})
		}
	}
}

// compareJoined checks that what merge wrote to buckets lists what it wrote to a directory.
func (p place) compareJoined(t *testing.T, local string, keys ...string) {
	t.Helper()
	read := func(dir string) []string {
		r, err := results.Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, in := range r.Inputs {
			all = append(all, fmt.Sprint(in.File, " ", in.SHA256, " ", in.Directory, " ", len(r.Failed)))
		}
		return all
	}
	want := read(local)
	for _, key := range keys {
		dir, err := p.client.Dir(t.Context(), p.url(key))
		if err != nil {
			t.Fatal(err)
		}
		here := t.TempDir()
		for _, name := range []string{results.File, results.CSVFile, jobs.FailedFile} {
			if err := dir.Download(t.Context(), name, filepath.Join(here, name)); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(want, read(here)); diff != "" {
			t.Errorf("%s (-directory +bucket):\n%s", key, diff)
		}
	}
}

// TestBucketEnds ends a process after each of its writes. Those that come after it leave
// what one leaves that nobody ends.
func TestBucketEnds(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{Methods: []string{"grad"}})
	server := s3server.New(t)
	p := place{&storage.Client{Connect: providers.Open}, server.URL}
	p.photos(t)
	o := jobs.Options{Formats: []jobs.Format{jobs.NPY, jobs.PNG}}
	if _, err := p.explain(m, "smooth", o); err != nil {
		t.Fatal(err)
	}
	want, most := p.lasting(t, "smooth"), int64(0)
	for most = 1; ; most++ {
		before := server.Writes.Load()
		server.Before = func(n int64) bool { return n-before < most }
		_, err := p.explain(m, "broken", o)
		server.Before = nil
		if err == nil {
			break
		}
		p.whole(t, "broken")
	}
	if most < 4 {
		t.Errorf("all was done after %d processes", most)
	}
	if diff := cmp.Diff(want, p.lasting(t, "broken")); diff != "" {
		t.Errorf("(-smooth +broken):\n%s", diff)
	}
}

// lasting are the sizes of the maps, and the names of the records.
func (p place) lasting(t *testing.T, out string) map[string]int64 {
	all := p.objects(t, out)
	for key := range all {
		switch {
		case strings.Contains(key, "/records/"):
			all[key] = 0 // the times differ
		case !strings.Contains(key, "/maps/"):
			delete(all, key)
		}
	}
	return all
}

// whole checks that what has a record is whole.
func (p place) whole(t *testing.T, out string) {
	t.Helper()
	all := p.objects(t, out)
	for key := range all {
		name, ok := strings.CutPrefix(strings.TrimSuffix(key, ".json"), "shard-0-of-1/records/")
		if !ok {
			continue
		}
		n := 0
		for file := range all {
			if strings.Contains(file, "/maps/") && strings.Contains(file, "/"+name+"-") {
				n++
			}
		}
		if n != 4 {
			t.Errorf("%s has a record and %d files, not 4", name, n)
		}
	}
}

// TestBucketTwice: two processes that have the same shard at the same time leave each input
// once, and whole.
func TestBucketTwice(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{Methods: []string{"grad"}})
	for name, p := range places(t) {
		p.photos(t)
		o := jobs.Options{Formats: []jobs.Format{jobs.NPZ}}
		if _, err := p.explain(m, "smooth", o); err != nil {
			t.Fatal(err)
		}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if s, err := p.explain(m, "twice", o); err != nil || s.Explained != 3 {
					t.Errorf("%s: %+v, error %v", name, s, err)
				}
			})
		}
		both.Wait()
		if diff := cmp.Diff(p.lasting(t, "smooth"), p.lasting(t, "twice")); diff != "" {
			t.Errorf("%s (-smooth +twice):\n%s", name, diff)
		}
		if merged, err := jobs.Merge([]string{p.url("twice")}, filepath.Join(t.TempDir(), "x"), p.client); err != nil || merged.Explained != 3 || !merged.Complete() {
			t.Errorf("%s: %+v, error %v", name, merged, err)
		}
	}
}

// TestBucketOptions: of two processes that begin a job with other options at the same time,
// one is refused, and so is one that comes later, or to something else.
func TestBucketOptions(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{Methods: []string{"grad"}})
	for name, p := range places(t) {
		p.photos(t)
		failed := make([]error, 2)
		var both sync.WaitGroup
		for i := range failed {
			both.Go(func() {
				_, failed[i] = p.explain(m, "out", jobs.Options{Formats: []jobs.Format{jobs.NPZ}, Float16: i == 0})
			})
		}
		both.Wait()
		text := errors.Join(failed...)
		if (failed[0] == nil) == (failed[1] == nil) || !strings.Contains(text.Error(), "output s3://bucket/out/ is of a job with other options: float16 ") {
			t.Errorf("%s: %v", name, failed)
		}
		if _, err := p.explain(m, "photos", jobs.Options{Formats: []jobs.Format{jobs.NPZ}}); err == nil || err.Error() != `output s3://bucket/photos/ holds other files ("broken.png") and no job.json: nothing was written` {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := jobs.Merge([]string{p.url("nowhere")}, t.TempDir(), p.client); err == nil || err.Error() != "s3://bucket/nowhere/ is not of a job: s3://bucket/nowhere/job.json: there is no such object" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBucketGone: maps that are gone are made again, and no temporary file is left.
func TestBucketGone(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	m := openTiny(t, tfreeze.ModelOptions{Methods: []string{"grad"}})
	p := places(t)["memory"]
	p.photos(t)
	o := jobs.Options{Formats: []jobs.Format{jobs.NPZ}}
	if _, err := p.explain(m, "out", o); err != nil {
		t.Fatal(err)
	}
	want := p.lasting(t, "out")
	dir, err := p.client.Dir(t.Context(), p.url("out"))
	if err != nil {
		t.Fatal(err)
	}
	gone := slices.Sorted(maps.Keys(want))[0]
	if err := dir.Delete(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	if merged, err := jobs.Merge([]string{p.url("out")}, p.url("out"), p.client); err != nil || merged.Lost != 1 || merged.Complete() {
		t.Errorf("%+v, error %v", merged, err)
	}
	if s, err := p.explain(m, "out", o); err != nil || s.Earlier != 2 || s.Explained != 3 {
		t.Errorf("%+v, error %v", s, err)
	}
	if diff := cmp.Diff(want, p.lasting(t, "out")); diff != "" {
		t.Errorf("(-before +again):\n%s", diff)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v is left, error %v", left, err)
	}
}
