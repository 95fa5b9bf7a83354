package jobs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/results"
)

// A Summary is the content of shard.json.
type Summary struct {
	Shard string `json:"shard"`
	// Finished says that all inputs of the shard are explained, or have failed. Until then,
	// the counts are those of the beginning.
	Finished bool `json:"finished"`
	// Items is the number of items of the whole job, and ItemsSHA256 a hash of them that
	// does not depend on their order: the shards have been given the same ones if these
	// agree. Own is the number of this shard's.
	Items       int    `json:"items"`
	ItemsSHA256 string `json:"items_sha256"`
	Own         int    `json:"own"`
	// Explained counts the inputs with maps, and Earlier those of them that earlier runs
	// had explained. An item may hold several inputs.
	Explained int `json:"explained"`
	Earlier   int `json:"earlier"`
	Failed    int `json:"failed"`
	// Seconds is the time of the last run.
	Seconds float64 `json:"seconds"`
}

// TooManyError says that more inputs have failed than may.
type TooManyError struct {
	Failed int
	Most   float64
	Last   error
}

func (e TooManyError) Error() string {
	return fmt.Sprintf("%d inputs have failed, and --max-failures allows %g; the last: %v", e.Failed, e.Most, e.Last)
}

// Unwrap is that of errors.
func (e TooManyError) Unwrap() error { return e.Last }

// Fail adds a line about an input that failed. It is an error if too many have.
func (j *Job) Fail(in *inputs.Input, why error) error {
	text, err := lineOf(FailedLine{in.Name, in.Target, results.Failed{File: in.Path, Error: why.Error()}})
	if err != nil {
		return err
	}
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.failures++
	if _, err := j.failed.Write(text); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	if l := j.options.MaxFailures; l.exceeded(j.failures, j.summary.Own) {
		return TooManyError{j.failures, l.most(j.summary.Own), fmt.Errorf("%s: %w", in, why)}
	}
	return nil
}

// Summary counts what is done so far.
func (j *Job) Summary() Summary {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	s := j.summary
	s.Explained, s.Earlier, s.Failed = len(j.done), j.earlier, j.failures
	s.Shard, s.Seconds = j.options.Shard.String(), time.Since(j.start).Seconds()
	return s
}

// Finish says that all inputs of the shard are explained, or have failed, and writes its
// table. Failures are an error, unless Options.MaxFailures allows them.
func (j *Job) Finish() error {
	if err := j.gather(); err != nil {
		return err
	}
	s := j.Summary()
	s.Finished = true
	table := func(w io.Writer) error { return writeTable(w, j.path) }
	if err := j.whole(results.CSVFile, table); err != nil {
		return err
	}
	if err := j.summarise(s); err != nil {
		return err
	}
	if s.Failed > 0 && !j.options.MaxFailures.given {
		return fmt.Errorf("%d of %d inputs failed, as %s says; the others are explained", s.Failed, s.Failed+s.Explained, j.where(FailedFile))
	}
	return nil
}

func (j *Job) summarise(s Summary) error {
	return j.whole(SummaryFile, func(w io.Writer) error { return json.NewEncoder(w).Encode(s) })
}

// whole writes a file of the shard by way of tmp.
func (j *Job) whole(name string, content func(io.Writer) error) error {
	tmp, to := filepath.Join(j.tmp, name), filepath.Join(j.path, name)
	if err := write(tmp, content); err != nil {
		return fmt.Errorf("writing %s: %w", to, files.Cause(err))
	}
	if err := place(tmp, to); err != nil || j.bucket == nil {
		return err
	}
	return j.bucket.upload(j.path, name)
}

// writeTable writes the table of a shard, a line at a time.
func writeTable(w io.Writer, shard string) error {
	t := results.NewTable(w)
	_, err := readLines(filepath.Join(shard, RecordsFile), func(l *Line) error { t.Add(&l.Input); return nil })
	if err == nil {
		_, err = readLines(filepath.Join(shard, FailedFile), func(l *FailedLine) error { t.Fail(l.Failed); return nil })
	}
	return errors.Join(err, t.Close())
}
