package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"tfreeze"
	"tfreeze/jobs"
)

// A job is what every worker must know. Beam sends it to them as JSON, so its fields are
// exported, and are what the flags say.
type job struct {
	Model, Preprocess, Methods, Variants string
	List, Out                            string
	Shards                               int
	Formats                              string
	Float16                              bool
	MaxFailures                          string
	Threads                              int
	Memory                               int64
}

// flags defines the flags of the job. Beam's own are defined by its packages.
func (j *job) flags(f *flag.FlagSet) {
	f.StringVar(&j.Model, "model", "", "The model, where the workers see it.")
	f.StringVar(&j.Preprocess, "preprocess", "", "How pixels become the input (default: what the model's files say).")
	f.StringVar(&j.Methods, "method", "grad", "Methods, with commas.")
	f.StringVar(&j.Variants, "freeze", "threshold", "Variants: plain, threshold, mask, with commas.")
	f.StringVar(&j.List, "list", "", "A list of images, as tfreeze explain --list takes: a file that the workers see, or gs://.")
	f.StringVar(&j.Out, "out", "", "The directory of the maps, which all workers see.")
	f.IntVar(&j.Shards, "shards", 16, "The number of shards. Each is one element.")
	f.StringVar(&j.Formats, "format", "npz", "Formats of the maps: npz, npy, png, with commas.")
	f.BoolVar(&j.Float16, "float16", false, "Write maps in half precision.")
	f.StringVar(&j.MaxFailures, "max_failures", "100%", "How many images of a shard may fail, as in 10 or 1%, before it fails, and is tried again.")
	f.IntVar(&j.Threads, "threads", 0, "TensorFlow's threads; 0 is one for each core.")
	f.Int64Var(&j.Memory, "memory", 0, "Bytes that explaining may take, besides the weights; 0 is half of what is free.")
}

// check refuses what is wrong on every worker.
func (j *job) check() error {
	for _, f := range []struct{ name, value string }{{"model", j.Model}, {"list", j.List}, {"out", j.Out}} {
		if f.value == "" {
			return fmt.Errorf("--%s is missing", f.name)
		}
	}
	if j.Shards < 1 {
		return errors.New("--shards: give 1 or more")
	}
	if err := j.model().Check(); err != nil {
		return err
	}
	o, err := j.options(jobs.Shard{N: j.Shards})
	if err != nil {
		return err
	}
	return o.Check()
}

func (j *job) key() modelKey {
	return modelKey{j.Model, j.Preprocess, j.Methods, j.Variants, j.Threads}
}

func (j *job) model() tfreeze.ModelOptions {
	return tfreeze.ModelOptions{Preprocess: j.Preprocess, Methods: split(j.Methods), Variants: j.variants(), Threads: j.Threads}
}

func (j *job) variants() (all []tfreeze.Variant) {
	for _, v := range split(j.Variants) {
		all = append(all, tfreeze.Variant(v))
	}
	return all
}

// options are those of a shard.
func (j *job) options(shard jobs.Shard) (tfreeze.JobOptions, error) {
	var o tfreeze.JobOptions
	var err error
	o.Shard, o.Float16, o.Memory = shard, j.Float16, j.Memory
	o.Methods, o.Variants = split(j.Methods), j.variants()
	if o.Formats, err = jobs.ParseFormats(split(j.Formats)); err != nil {
		return o, fmt.Errorf("--format: %w", err)
	}
	if o.MaxFailures, err = jobs.ParseLimit(j.MaxFailures); err != nil {
		return o, fmt.Errorf("--max_failures %w", err)
	}
	return o, nil
}

// split takes apart a list with commas.
func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
