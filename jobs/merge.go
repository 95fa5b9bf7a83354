package jobs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"tfreeze/internal/files"
	"tfreeze/results"
)

// A Part is a shard as Merge found it.
type Part struct {
	Shard Shard
	// Found reports whether a directory has the shard, and Finished whether all of its
	// inputs are explained, or have failed. Own is the number of its items.
	Found, Finished bool
	Own             int
	// Explained counts the inputs with maps, Failed those that failed, and Lost those whose
	// maps are missing or damaged.
	Explained, Failed, Lost int
}

// Missing counts the inputs of a shard that are neither explained nor failed. It is -1 if
// that is unknown.
func (p *Part) Missing() int {
	switch {
	case !p.Found:
		return -1
	case p.Finished:
		return p.Lost
	}
	return max(p.Lost, p.Own-p.Explained-p.Failed)
}

// A Merged says what Merge has joined.
type Merged struct {
	Parts                   []Part
	Explained, Failed, Lost int
	// Lists counts the different lists of inputs that the shards were given.
	Lists int
}

// Complete reports whether no input is missing.
func (m *Merged) Complete() bool {
	return m.Lists <= 1 && !slices.ContainsFunc(m.Parts, func(p Part) bool { return p.Missing() != 0 || !p.Finished })
}

// Merge joins the shards of a job, which are in one directory or in several, and writes
// explain.json, results.csv and failed.jsonl to out. If out is another directory than a
// shard's, the maps are linked there, or copied. All directories must have one manifest.
// An input that several have is taken from the first.
func Merge(dirs []string, out string) (*Merged, error) {
	m, err := ReadManifest(dirs[0])
	if err != nil {
		return nil, fmt.Errorf("%s is not of a job: %w", dirs[0], err)
	}
	for _, dir := range dirs[1:] {
		if err := m.agree(dir); err != nil {
			return nil, err
		}
	}
	lock, err := files.LockDir(out)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	if err := ours(out, m); err != nil {
		return nil, err
	}
	j := newMerger(m, dirs, out)
	if err := files.Write(filepath.Join(out, results.File), j.write); err != nil {
		return nil, err
	}
	if j.complete && j.merged.Lost > 0 { // and explain.json says otherwise
		j = newMerger(m, dirs, out)
		j.complete = false
		if err := files.Write(filepath.Join(out, results.File), j.write); err != nil {
			return nil, err
		}
	}
	return j.merged, errors.Join(files.Write(filepath.Join(out, results.CSVFile), j.table), files.Write(filepath.Join(out, FailedFile), j.list))
}

// ours refuses an output that holds something else, and gives a new one the manifest.
func ours(out string, m *Manifest) error {
	err := m.agree(out)
	if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := empty(out); err != nil {
		return err
	}
	return files.Write(filepath.Join(out, File), m.to)
}
