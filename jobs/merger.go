package jobs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"tfreeze/results"
)

// A merger joins shards. It reads and writes an input at a time.
type merger struct {
	*Manifest
	out      home
	sources  []*source
	merged   *Merged
	complete bool
	seconds  float64
	// seen holds the names of the inputs that are written, and made the parameters of each
	// kind of map.
	seen map[string]bool
	made map[string]results.Made
}

// newMerger finds the shards.
func newMerger(m *Manifest, from []home, out home) (*merger, error) {
	j := &merger{Manifest: m, out: out, merged: &Merged{}, seen: map[string]bool{}, made: map[string]results.Made{}, complete: true}
	lists := map[string]bool{}
	for i := range m.Shards {
		p := Part{Shard: Shard{i, m.Shards}}
		for _, h := range from {
			s := &source{Shard: p.Shard, home: h}
			if _, err := os.Stat(s.file("")); err != nil {
				continue
			}
			if err := s.measure(); err != nil {
				return nil, err
			}
			j.sources, p.Found = append(j.sources, s), true
			var sum Summary
			if text, err := os.ReadFile(s.file(SummaryFile)); err == nil && json.Unmarshal(text, &sum) == nil {
				p.Own, p.Finished, j.seconds, lists[sum.ItemsSHA256] = max(p.Own, sum.Own), p.Finished || sum.Finished, j.seconds+sum.Seconds, true
			}
		}
		j.complete = j.complete && p.Finished
		j.merged.Parts = append(j.merged.Parts, p)
	}
	j.merged.Lists = len(lists)
	return j, nil
}

// write writes explain.json.
func (j *merger) write(w io.Writer) error {
	inputs, failed := &array{w: w}, &array{w: w}
	if err := inputs.open(j.header()); err != nil {
		return err
	}
	for _, s := range j.sources {
		_, err := readLines(s.file(RecordsFile), func(l *Line) error { return j.input(inputs, s, l) })
		if err != nil {
			return err
		}
	}
	fmt.Fprint(w, "\n  ],\n  \"failed\": [")
	err := j.failures(func(s *source, l *FailedLine) error {
		j.merged.Failed++
		j.merged.Parts[s.I].Failed++
		return failed.add(l.Failed)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(w, "\n  ]\n}\n")
	return err
}

// header is the record without its inputs.
func (j *merger) header() *results.Record {
	return &results.Record{
		Version: results.Version, Tfreeze: j.Tfreeze, TensorFlow: j.TensorFlow, Complete: j.complete, Seconds: j.seconds,
		Model: j.Model, Parameters: j.Parameters, Inputs: []results.Input{},
	}
}

// input writes an input whose maps are whole.
func (j *merger) input(to *array, s *source, l *Line) error {
	if j.seen[l.Name] {
		return nil
	}
	part := &j.merged.Parts[s.I]
	if !s.whole(l, j.Formats) {
		part.Lost++
		j.merged.Lost++
		return nil
	}
	if err := s.bring(l, j.Formats, j.out); err != nil {
		return err
	}
	for i := range l.Attributions {
		if err := j.complement(&l.Attributions[i], &l.Input); err != nil {
			return err
		}
	}
	j.seen[l.Name] = true
	part.Explained++
	j.merged.Explained++
	return to.add(&l.Input)
}

// complement adds the parameters, which the lines leave out.
func (j *merger) complement(a *results.Attribution, in *results.Input) (err error) {
	made := j.made[a.Name()]
	if made == nil {
		if made, err = j.Parameters.Makes(a.Method, a.Variant); err != nil {
			return err
		}
		j.made[a.Name()] = made
	}
	a.Parameters = made.Of(in)
	return nil
}

// table writes results.csv of what explain.json has.
func (j *merger) table(w io.Writer) error {
	t, done := results.NewTable(w), map[string]bool{}
	for _, s := range j.sources {
		_, err := readLines(s.file(RecordsFile), func(l *Line) error {
			if j.seen[l.Name] && !done[l.Name] {
				done[l.Name] = true
				t.Add(&l.Input)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	err := j.failures(func(_ *source, l *FailedLine) error { t.Fail(l.Failed); return nil })
	return errors.Join(err, t.Close())
}

// list writes failed.jsonl.
func (j *merger) list(w io.Writer) error {
	return j.failures(func(_ *source, l *FailedLine) error { return writeLine(w, l) })
}

// failures calls each for the inputs that failed everywhere.
func (j *merger) failures(each func(*source, *FailedLine) error) error {
	done := map[string]bool{}
	for _, s := range j.sources {
		_, err := readLines(s.file(FailedFile), func(l *FailedLine) error {
			if j.seen[l.Name] || done[l.Name] {
				return nil
			}
			done[l.Name] = true
			return each(s, l)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
