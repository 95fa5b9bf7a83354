package evaluate

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"tfreeze/internal/files"
)

// Join joins directories of one model, whose rows were made alike, and writes their
// images, rows and summary to another, which must be empty, or hold shards of a run or
// what an earlier Join wrote. An image that several have is one; another of its name gets
// a name of its own.
func Join(dirs []string, out string) (*Joined, error) {
	lock, err := files.LockDir(out)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	if err := joinable(out); err != nil {
		return nil, err
	}
	j, err := newJoiner(dirs)
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		if err := j.join(dir); err != nil {
			return nil, err
		}
	}
	if err := j.miss(); err != nil {
		return nil, err
	}
	j.File.Complete, j.File.Joined, j.File.Shard = j.joined.Complete(), len(dirs), nil
	if err := files.Write(filepath.Join(out, RowsFile), j.table); err != nil {
		return nil, err
	}
	if err := j.File.Write(out); err != nil {
		return nil, err
	}
	return &j.joined, Summarise(out)
}

// joinable refuses a directory that holds a run, or files of others.
func joinable(out string) error {
	f, err := Read(out)
	if err == nil && f.Joined == 0 {
		return fmt.Errorf("output %s holds a run: write elsewhere with --out", out)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	entries, err := os.ReadDir(out)
	for _, e := range entries {
		if _, err := Read(filepath.Join(out, e.Name())); err != nil {
			return fmt.Errorf("output %s is not empty", out)
		}
	}
	return err
}

// A joiner joins runs.
type joiner struct {
	File
	joined Joined
	runs   []joinedRun
	rows   []Row
	had    map[Key]bool
	// shards are those that were found, by their number, and lists the hashes of what they
	// were given.
	shards map[int]bool
	lists  map[string]bool
}

func newJoiner(dirs []string) (*joiner, error) {
	f, err := Read(dirs[0])
	f.Images = nil
	return &joiner{File: f, had: map[Key]bool{}, shards: map[int]bool{}, lists: map[string]bool{}}, err
}

// join adds the images and the rows of a directory.
func (j *joiner) join(dir string) error {
	one, err := Read(dir)
	if err != nil {
		return err
	}
	if err := j.agrees(dir, &one); err != nil {
		return err
	}
	rows, err := ReadRows(dir)
	if err != nil {
		return err
	}
	if s := one.Shard; s != nil {
		j.shards[s.Index], j.lists[s.SHA256] = true, true
	}
	j.Asked.add(one.Asked)
	names := map[string]string{}
	for _, im := range one.Images {
		names[im.Name] = j.name(im)
	}
	for _, r := range rows {
		if r.Image = names[r.Image]; !j.had[r.Key] {
			j.had[r.Key], j.rows = true, append(j.rows, r)
		}
	}
	j.runs = append(j.runs, joinedRun{dir, one, names})
	return nil
}

// agrees refuses a run that was made differently, or divided differently.
func (j *joiner) agrees(dir string, one *File) error {
	if one.Model.SHA256 != j.Model.SHA256 || one.Model.Score != j.Model.Score {
		return fmt.Errorf("%s holds rows of another model, %s", dir, one.Model.Path)
	}
	if what := differs(j.Made, one.Made); what != "" {
		return fmt.Errorf("%s holds rows that were made differently: %s", dir, what)
	}
	if was, is := j.Shard.count(), one.Shard.count(); was != is {
		return fmt.Errorf("%s is one of %d shards, the first directory one of %d: join the shards of one division", dir, is, was)
	}
	return nil
}

// miss finds what is missing of the runs, and the shards that no directory has.
func (j *joiner) miss() error {
	lacking := map[string]bool{}
	for _, r := range j.runs {
		p, err := r.part(j.had, lacking)
		if err != nil {
			return err
		}
		j.joined.Parts = append(j.joined.Parts, p)
	}
	j.joined.Images, j.joined.Measured = len(j.Images), len(j.Images)-len(lacking)
	for i := range j.Shard.count() {
		if !j.shards[i] && len(j.shards) > 0 {
			j.joined.Parts = append(j.joined.Parts, Part{Name: fmt.Sprintf("shard %d/%d", i, j.Shard.Count), Absent: true})
		}
	}
	j.joined.Lists = len(j.lists)
	return nil
}

// table writes the rows.
func (j *joiner) table(to io.Writer) error {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write(Header)
	for _, r := range j.rows {
		w.Write(r.record())
	}
	w.Flush()
	_, err := to.Write(text.Bytes())
	return errors.Join(w.Error(), err)
}

// name is that of an image in f, to which it is added.
func (f *File) name(im Image) string {
	stem := im.Name
	for n := 2; ; n++ {
		i := slices.IndexFunc(f.Images, func(had Image) bool { return had.Name == im.Name })
		if i < 0 {
			f.Images = append(f.Images, im)
			return im.Name
		}
		if f.Images[i].SHA256 == im.SHA256 && f.Images[i].Target == im.Target {
			return im.Name
		}
		im.Name = fmt.Sprintf("%s-%d", stem, n)
	}
}

// add adds what another run was asked for.
func (a *Asked) add(b Asked) {
	a.Metrics, a.Methods, a.Variants = union(a.Metrics, b.Metrics), union(a.Methods, b.Methods), union(a.Variants, b.Variants)
	a.Percentiles = union(a.Percentiles, b.Percentiles)
}

func union[T comparable](a, b []T) []T {
	for _, v := range b {
		if !slices.Contains(a, v) {
			a = append(a, v)
		}
	}
	return a
}
