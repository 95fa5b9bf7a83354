package jobs

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/internal/files"
	"tfreeze/internal/npy"
	"tfreeze/results"
)

// npzFile is the name of a file of maps beside pictures.
const npzFile = "maps.npz"

// Write writes the maps of an input, and then its line.
func (j *Job) Write(in *inputs.Input, r *explain.Result) error {
	labels, err := j.run.Labels.For(r.Classes())
	if err != nil {
		return err
	}
	line := Line{Name: in.Name, Asked: in.Target, Input: results.NewInput(in)}
	line.Found(r, labels, j.record.Model.Activation)
	tmp, to := filepath.Join(j.tmp, in.Name), j.output(in.Name)
	defer os.RemoveAll(tmp)
	if j.bucket != nil {
		return j.writeBucket(tmp, &line, in, r)
	}
	if oneFile(j.options.Formats) {
		err = j.writeFile(tmp, to, &line, r)
	} else {
		err = j.writeDir(tmp, to, &line, in, r)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", to, files.Cause(err))
	}
	line.Bytes = sizeOf(tmp)
	if err := place(tmp, to); err != nil {
		return fmt.Errorf("writing %s: %w", to, files.Cause(err))
	}
	return j.note(&line)
}

func (j *Job) writeFile(tmp, to string, line *Line, r *explain.Result) error {
	line.Directory = filepath.ToSlash(filepath.Join(j.options.Shard.Dir(), folder(line.Name)))
	return j.writeNPZ(tmp, filepath.Base(to), line, r)
}

// writeNPZ writes all maps to an archive, which the records know by that name.
func (j *Job) writeNPZ(path, name string, line *Line, r *explain.Result) error {
	return write(path, func(w io.Writer) error {
		z := zip.NewWriter(w)
		for i := range r.Attributions {
			a := &r.Attributions[i]
			rec := line.attribution(i, a)
			rec.NPY = name + ":" + rec.Name()
			entry, err := z.CreateHeader(&zip.FileHeader{Name: rec.Name() + ".npy", Method: zip.Store})
			if err == nil {
				err = j.writeArray(entry, rec, a)
			}
			if err != nil {
				return err
			}
		}
		return z.Close()
	})
}

func (j *Job) writeDir(tmp, to string, line *Line, in *inputs.Input, r *explain.Result) error {
	line.Directory = filepath.ToSlash(filepath.Join(j.options.Shard.Dir(), folder(line.Name), filepath.Base(to)))
	if err := os.Mkdir(tmp, 0o755); err != nil {
		return err
	}
	if slices.Contains(j.options.Formats, NPZ) {
		if err := j.writeNPZ(filepath.Join(tmp, npzFile), npzFile, line, r); err != nil {
			return err
		}
	}
	for i := range r.Attributions {
		a := &r.Attributions[i]
		rec := line.attribution(i, a)
		if slices.Contains(j.options.Formats, NPY) {
			rec.NPY = rec.Name() + ".npy"
			if err := write(filepath.Join(tmp, rec.NPY), func(w io.Writer) error { return j.writeArray(w, rec, a) }); err != nil {
				return err
			}
		}
		if slices.Contains(j.options.Formats, PNG) {
			if err := j.draw(tmp, line, rec, in, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// attribution is the record of the map with that index.
func (l *Line) attribution(i int, a *explain.Attribution) *results.Attribution {
	if i == len(l.Attributions) {
		l.Attributions = append(l.Attributions, results.NewAttribution(*a, l.Shape))
	}
	return &l.Attributions[i]
}

func (j *Job) writeArray(w io.Writer, rec *results.Attribution, a *explain.Attribution) error {
	shape := make([]int, len(a.Shape))
	for i, n := range a.Shape {
		shape[i] = int(n)
	}
	if !j.options.Float16 {
		return npy.Write(w, shape, a.Values)
	}
	rec.Scale = npy.HalfScale(a.Values)
	return npy.WriteHalf(w, shape, a.Values, rec.Scale)
}

// draw draws a map in each view, if it is of an image or a series.
func (j *Job) draw(dir string, line *Line, rec *results.Attribution, in *inputs.Input, a *explain.Attribution) error {
	drawing, ok := results.DrawingOf(a.Shape, a.Values, j.run.Model.Card.Generated.Layout, in.Image != nil || rec.Shape != nil)
	if !ok {
		return nil
	}
	pictures, err := j.record.Draw(rec, drawing, j.run.Views, in, &line.Input)
	if err != nil {
		return err
	}
	for _, p := range pictures {
		if err := write(filepath.Join(dir, p.File), p.Write); err != nil {
			return err
		}
	}
	return nil
}

// note adds a line to records.jsonl, by one write.
func (j *Job) note(line *Line) error {
	text, err := lineOf(line)
	if err != nil {
		return err
	}
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.done[line.Name] = true
	_, err = j.records.Write(text)
	return err
}
