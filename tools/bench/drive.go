package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// options are the driver's flags, and the paths that follow from them.
type options struct {
	dir, rows, report, deepExplain string
	pairs, threads                 int
	command, photo, squeezenet     string
}

// drive runs the rows and writes results.json and the report.
func drive(o options) error {
	o.command, o.photo, o.squeezenet = "bin/tfreeze", "testdata/photos/chelsea.png", "testdata/squeezenet/saved_model"
	wanted, err := regexp.Compile(o.rows)
	if err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	var results []result
	for _, r := range rows(o) {
		if !wanted.MatchString(r.name) {
			continue
		}
		m, err := measure(o, r)
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		results = append(results, m)
		fmt.Println(m.line())
		if err := save(o, results); err != nil {
			return err
		}
	}
	if m, ok := extrapolated(results); ok {
		fmt.Println(m.line())
		return save(o, append(results, m))
	}
	return nil
}

// check looks for DeepExplain before anything is measured.
func (o options) check() error {
	if o.deepExplain == "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(o.deepExplain, "deepexplain", "tensorflow")); err != nil {
		return fmt.Errorf("-deepexplain: no clone of DeepExplain: %w", err)
	}
	return nil
}

func save(o options, results []result) error {
	raw, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return err
	}
	if err := write(filepath.Join(o.dir, "results.json"), raw); err != nil {
		return err
	}
	if o.report == "" {
		return nil
	}
	return write(o.report, []byte(tables(results)))
}

// write replaces a file as a whole.
func write(path string, data []byte) error {
	if err := os.WriteFile(path+".new", data, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
