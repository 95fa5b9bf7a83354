package jobs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"tfreeze/internal/files"
	"tfreeze/results"
	"tfreeze/storage"
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
// An input that several have is taken from the first. A directory may be a URL, which c
// opens; c may be nil if none is.
func Merge(dirs []string, out string, c *storage.Client) (*Merged, error) {
	all, tmp := append([]string{out}, dirs...), ""
	if slices.ContainsFunc(all, storage.IsURL) {
		var err error
		if tmp, err = makeScratch(); err != nil {
			return nil, err
		}
		defer dropScratch(tmp)
	}
	var from []home
	for i, dir := range all {
		h, err := homeOf(c, dir, filepath.Join(tmp, strconv.Itoa(i)))
		if err == nil && i > 0 {
			err = h.fetch()
		}
		if err != nil {
			return nil, err
		}
		from = append(from, h)
	}
	merged, err := merge(from[1:], from[0])
	if err != nil {
		return nil, err
	}
	return merged, from[0].leave(results.File, results.CSVFile, FailedFile)
}

func merge(from []home, to home) (*Merged, error) {
	m, err := ReadManifest(from[0].path)
	if err != nil {
		return nil, fmt.Errorf("%v is not of a job: %w", from[0], err)
	}
	for _, h := range from[1:] {
		had, err := ReadManifest(h.path)
		if err == nil {
			err = m.against(had, h.String())
		}
		if err != nil {
			return nil, err
		}
	}
	out := to.path
	lock, err := files.LockDir(out)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	if err := to.agree(m); err != nil {
		return nil, err
	}
	j, err := newMerger(m, from, to)
	if err != nil {
		return nil, err
	}
	if err := files.Write(filepath.Join(out, results.File), j.write); err != nil {
		return nil, err
	}
	if j.complete && j.merged.Lost > 0 { // and explain.json says otherwise
		if j, err = newMerger(m, from, to); err != nil {
			return nil, err
		}
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
