package results

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"tfreeze/internal/files"
)

// A Joined says what Join has joined.
type Joined struct {
	Explained, Failed int
	// Interrupted are the directories whose run has not ended, and Unfinished counts the
	// inputs of which maps are missing. What an interrupted run had not begun is unknown.
	Interrupted []string
	Unfinished  int
}

// Join joins directories that explain wrote without shards: of one model, with maps of a
// kind made alike. It links or copies their files to out, which must be new or empty, and
// writes explain.json and results.csv. An input of which an earlier directory has all
// maps is left out; another of its name gets a directory of its own.
func Join(dirs []string, out string) (*Joined, error) {
	lock, err := files.LockDir(out)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	if entries, err := os.ReadDir(out); err != nil || len(entries) > 0 {
		return nil, fmt.Errorf("output %s is not empty", out)
	}
	j := &joiner{had: map[string][]int{}, taken: map[string]bool{}, made: map[string]string{}, failed: map[string]Failed{}}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, JobFile)); err == nil {
			return nil, fmt.Errorf("%s is of a job, and others are not: join them by themselves", dir)
		}
		r, err := Read(dir)
		if err != nil {
			return nil, err
		}
		if err := j.add(dir, r); err != nil {
			return nil, err
		}
	}
	for i, from := range j.from {
		if err := files.Bring(from, filepath.Join(out, j.record.Inputs[i].Directory)); err != nil {
			return nil, err
		}
	}
	j.close()
	return &j.joined, files.WriteAll([]files.File{
		{Path: filepath.Join(out, CSVFile), Write: func(w io.Writer) error { return WriteCSV(w, &j.record) }},
		{Path: filepath.Join(out, File), Write: j.record.to},
	})
}

// A joiner joins records.
type joiner struct {
	joined Joined
	record Record
	// from holds the directories of the inputs.
	from []string
	// had holds the places of inputs by what they are, taken the names of directories, made
	// the parameters of each kind of map, and failed the inputs that failed, by their file.
	had    map[string][]int
	taken  map[string]bool
	made   map[string]string
	failed map[string]Failed
}

func (j *joiner) add(dir string, r *Record) error {
	if j.record.Version == 0 {
		j.record = *r
		j.record.Inputs, j.record.Failed, j.record.Seconds = nil, nil, 0
	}
	if why := r.Model.differs(j.record.Model); why != "" {
		return fmt.Errorf("%s holds %s", dir, why)
	}
	p := &j.record.Parameters
	p.Methods, p.Variants, p.Views = union(p.Methods, r.Parameters.Methods), union(p.Variants, r.Parameters.Variants), union(p.Views, r.Parameters.Views)
	j.record.Seconds += r.Seconds
	if !r.Complete {
		j.record.Complete = false
		j.joined.Interrupted = append(j.joined.Interrupted, dir)
	}
	for _, f := range r.Failed {
		j.failed[f.File] = f
	}
	for i := range r.Inputs {
		if err := j.input(dir, &r.Inputs[i]); err != nil {
			return err
		}
	}
	return nil
}

// input adds an input.
func (j *joiner) input(dir string, in *Input) error {
	for i := range in.Attributions {
		if err := j.agrees(dir, in, &in.Attributions[i]); err != nil {
			return err
		}
	}
	key := inJSON([]string{in.File, in.Explains(), in.source()})
	if slices.ContainsFunc(j.had[key], func(at int) bool { return j.record.Inputs[at].covers(in) }) {
		return nil
	}
	j.had[key] = append(j.had[key], len(j.record.Inputs))
	from := filepath.Join(dir, in.Directory)
	stem := in.Directory
	if !filepath.IsLocal(stem) {
		return fmt.Errorf("%s names the directory %q, which is outside its own", filepath.Join(dir, File), stem)
	}
	for n := 2; j.taken[in.Directory]; n++ {
		in.Directory = fmt.Sprintf("%s-%d", stem, n)
	}
	j.taken[in.Directory] = true
	j.from = append(j.from, from)
	if in.Unfinished {
		j.joined.Unfinished++
	}
	j.record.Inputs = append(j.record.Inputs, *in)
	return nil
}

// agrees refuses a map that was made otherwise than those of its kind.
func (j *joiner) agrees(dir string, in *Input, a *Attribution) error {
	made := maps.Clone(a.Parameters)
	delete(made, madeTarget)
	text, had := inJSON(made), j.made[a.Name()]
	if had != "" && had != text {
		return fmt.Errorf("%s holds the map %s, made with other parameters: %s, not %s", dir, filepath.Join(in.Directory, a.NPY), text, had)
	}
	j.made[a.Name()] = text
	return nil
}

// covers reports whether an input has all maps of another.
func (in *Input) covers(other *Input) bool {
	return !slices.ContainsFunc(other.Attributions, func(a Attribution) bool {
		return !slices.ContainsFunc(in.Attributions, func(had Attribution) bool { return had.Name() == a.Name() })
	})
}

// close lists what failed everywhere.
func (j *joiner) close() {
	for _, in := range j.record.Inputs {
		delete(j.failed, in.File)
	}
	for _, file := range slices.Sorted(maps.Keys(j.failed)) {
		j.record.Failed = append(j.record.Failed, j.failed[file])
	}
	j.joined.Explained, j.joined.Failed = len(j.record.Inputs), len(j.record.Failed)
}

func union[T comparable](a, b []T) []T {
	for _, v := range b {
		if !slices.Contains(a, v) {
			a = append(slices.Clip(a), v)
		}
	}
	return a
}
