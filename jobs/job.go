package jobs

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/results"
	"tfreeze/storage"
)

// Options say what of a job a process does, and how it writes.
type Options struct {
	Shard   Shard
	Formats []Format
	// Float16 writes maps in half precision, each with a scale.
	Float16 bool
	// Fitting says how images become inputs, for the manifest.
	Fitting inputs.Fitting
	// MaxFailures ends the work when more inputs have failed.
	MaxFailures Limit
	// Storage opens what is a URL; nil if nothing is.
	Storage *storage.Client
}

// A Job is one shard of a job, which this process has locked, unless it is in a bucket.
// Its methods may be called at the same time.
type Job struct {
	dir, path, tmp string
	options        Options
	run            results.Run
	record         results.Record
	lock           *files.LockedDir
	start          time.Time
	// bucket is where the shard stays; nil if it stays in dir. listed reports whether it has
	// the lists of this run.
	bucket *bucket
	listed bool

	attempts        *attempts
	mutex           sync.Mutex
	records, failed *os.File
	// done holds the names of the inputs that are explained, and earlier how many of them
	// earlier runs have explained.
	done     map[string]bool
	earlier  int
	failures int
	summary  Summary
}

// Open takes a shard of the job in a directory, and makes the directory if it is missing.
// It is an error if the directory holds something else, or a job with other options, or
// if another process has the shard. dir may be a URL; then others may have the shard, and
// what is done twice counts once. Call Close at the end.
func Open(dir string, run results.Run, o Options) (*Job, error) {
	if err := o.Shard.check(); err != nil {
		return nil, err
	}
	if dir = storage.Path(dir); storage.IsURL(dir) {
		return openBucket(dir, run, o)
	}
	return open(dir, run, o)
}

func open(dir string, run results.Run, o Options) (*Job, error) {
	j := &Job{dir: dir, path: filepath.Join(dir, o.Shard.Dir()), options: o, run: run, start: time.Now(), done: map[string]bool{}}
	var err error
	if j.record, err = results.NewRecord(run); err != nil {
		return nil, err
	}
	m := j.manifest()
	fresh := m.agree(dir)
	if errors.Is(fresh, fs.ErrNotExist) {
		if err := empty(dir); err != nil {
			return nil, err
		}
	} else if fresh != nil {
		return nil, fresh
	}
	if j.lock, err = files.LockDir(j.path); err != nil {
		return nil, err
	}
	if err := j.begin(m, fresh != nil); err != nil {
		j.Close()
		return nil, err
	}
	return j, nil
}

func (j *Job) manifest() *Manifest {
	r, fit := &j.record, j.options.Fitting
	m := &Manifest{
		Version: Version, Tfreeze: r.Tfreeze, TensorFlow: r.TensorFlow, Shards: j.options.Shard.N,
		Formats: j.options.Formats, Float16: j.options.Float16, Model: r.Model, Parameters: r.Parameters,
		Resize: cmp.Or(fit.Resize, inputs.Crop), NoEXIF: fit.AsStored, Engine: cmp.Or(j.run.Request.Engine, explain.AutoEngine),
	}
	if fit.Size != (inputs.Size{}) {
		m.Size = fmt.Sprintf("%d,%d", fit.Size.Height, fit.Size.Width)
	}
	return m
}

// empty refuses a directory that holds something that is no job. Shards that begin at the
// same time make their directories before there is a manifest.
func empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("output: %w", err)
	}
	for _, e := range entries {
		if foreign(e.Name(), e.IsDir()) {
			return fmt.Errorf("output %s holds other files (%q) and no %s: nothing was written", dir, e.Name(), File)
		}
		if err := ownShard(filepath.Join(dir, e.Name())); e.IsDir() && err != nil {
			return err
		}
	}
	return nil
}

// ownShard refuses the directory of a shard that something else filled: evaluate gives its
// shards the same names.
func ownShard(path string) error {
	entries, err := os.ReadDir(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("output: %w", err)
	}
	for _, e := range entries {
		if !slices.Contains(shardEntries(), e.Name()) {
			return fmt.Errorf("output %s holds other files (%q) and no shard of a job: nothing was written", path, e.Name())
		}
	}
	return nil
}

// foreign reports whether an entry is not one of a job.
func foreign(name string, isDir bool) bool {
	var s Shard
	n, _ := fmt.Sscanf(name, "shard-%d-of-%d", &s.I, &s.N)
	return (n != 2 || !isDir) && name != File
}

// begin reads what earlier runs have done.
func (j *Job) begin(m *Manifest, fresh bool) error {
	var err error
	if j.tmp, err = makeTmp(j.path, j.lock.Alone); err != nil {
		return err
	}
	if fresh {
		if err := m.write(j.dir, j.tmp); err != nil {
			return err
		}
	}
	whole, err := j.resume()
	if err != nil {
		return err
	}
	if j.attempts, err = openAttempts(j.path, j.tmp, j.lock.Alone, j.done); err != nil {
		return fmt.Errorf("output: %w", files.Cause(err))
	}
	if j.records, err = openLines(filepath.Join(j.path, RecordsFile), whole); err != nil {
		return err
	}
	j.failed, err = openLines(filepath.Join(j.path, FailedFile), 0) // they are tried again
	return err
}

// resume finds the inputs that are done. A line whose files are missing, or not of the
// size that it says, is left out: the machine has crashed.
func (j *Job) resume() (whole int64, err error) {
	path := filepath.Join(j.path, RecordsFile)
	lost := false
	keep := func(l *Line) bool { return !j.done[l.Name] && sizeOf(j.output(l.Name)) == l.Bytes }
	whole, err = readLines(path, func(l *Line) error {
		if !keep(l) {
			lost = true
			return nil
		}
		j.done[l.Name] = true
		return nil
	})
	if err == nil && lost {
		whole, err = j.rewrite(path)
	}
	j.earlier = len(j.done)
	return whole, err
}

// rewrite writes the lines of the inputs that are done.
func (j *Job) rewrite(path string) (int64, error) {
	tmp := filepath.Join(j.tmp, RecordsFile)
	f, err := os.Create(tmp)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	left := map[string]bool{}
	for name := range j.done {
		left[name] = true
	}
	var size int64
	_, err = readLines(path, func(l *Line) error {
		if !left[l.Name] {
			return nil
		}
		delete(left, l.Name)
		line, err := lineOf(l)
		if err == nil {
			_, err = f.Write(line)
		}
		size += int64(len(line))
		return err
	})
	if err == nil {
		err = os.Rename(tmp, path)
	}
	return size, err
}

// output is the path of an input's maps.
func (j *Job) output(name string) string {
	return filepath.Join(j.path, outputOf(name, j.options.Formats))
}

// outputOf is where the maps of an input are in a shard: a file, or a directory.
func outputOf(name string, formats []Format) string {
	path := filepath.Join(folder(name), name)
	if oneFile(formats) {
		path += ".npz"
	}
	return path
}

// oneFile reports whether the maps of an input are one file.
func oneFile(formats []Format) bool { return slices.Equal(formats, []Format{NPZ}) }

// Done reports whether an input is explained.
func (j *Job) Done(in *inputs.Input) bool {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.done[in.Name]
}

// Close removes what is temporary, and leaves the shard to others.
func (j *Job) Close() {
	for _, f := range []*os.File{j.records, j.failed} {
		if f != nil {
			f.Close()
		}
	}
	if j.attempts != nil {
		j.attempts.close()
	}
	if j.tmp != "" {
		os.RemoveAll(j.tmp)
		os.Remove(filepath.Dir(j.tmp)) // fails if another process uses it
	}
	j.lock.Close()
	j.leave()
}
