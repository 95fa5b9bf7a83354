package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

// options are the driver's flags, and the paths that follow from them.
type options struct {
	dir, rows, report          string
	pairs, threads             int
	command, photo, squeezenet string
}

// tfreeze is the command line of this program as tfreeze's side.
func (o options) tfreeze(model ...string) []string {
	argv := []string{os.Args[0], "-serve", "-threads", strconv.Itoa(o.threads), "-inputs", o.dir + "/input_224.npy"}
	return append(argv, model...)
}

func (o options) python(script string, args ...string) []string {
	argv := append([]string{o.dir + "/venv/bin/python", "tools/bench/python/" + script}, args...)
	if script == "first.py" || script == "peak.py" {
		return argv
	}
	return append(argv, strconv.Itoa(o.threads))
}

// A result is a measured row.
type result struct {
	Name   string   `json:"name"`
	What   string   `json:"what"`
	Goal   float64  `json:"goal"`
	Want   float64  `json:"want"`
	Peak   bool     `json:"peak,omitempty"`
	Ours   []sample `json:"ours"`
	Theirs []sample `json:"theirs"`
}

// drive runs the rows and writes results.json and the report.
func drive(o options) error {
	o.command, o.photo, o.squeezenet = "bin/tfreeze", "testdata/photos/chelsea.png", "testdata/squeezenet/saved_model"
	wanted, err := regexp.Compile(o.rows)
	if err != nil {
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
		fmt.Println(line(m))
		if err := save(o, results); err != nil {
			return err
		}
	}
	return nil
}

func save(o options, results []result) error {
	raw, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(o.dir, "results.json"), raw, 0o644); err != nil {
		return err
	}
	if o.report == "" {
		return nil
	}
	return os.WriteFile(o.report, []byte(table(results)), 0o644)
}

// measure alternates the two sides; the first pair warms up and does not count.
func measure(o options, r row) (result, error) {
	m := result{Name: r.name, What: r.what, Goal: r.goal, Want: r.want, Peak: r.quantity == "peak"}
	ours, err := o.open(r.ours)
	if err != nil {
		return m, err
	}
	defer ours.close()
	theirs, err := o.open(r.theirs)
	if err != nil {
		return m, err
	}
	defer theirs.close()
	for i := range o.pairs + 1 {
		a, err := theirs.once()
		if err != nil {
			return m, err
		}
		b, err := ours.once()
		if err != nil {
			return m, err
		}
		if i > 0 {
			m.Theirs, m.Ours = append(m.Theirs, a), append(m.Ours, b)
		}
	}
	return m, nil
}
