package main

import "path/filepath"

// A running side measures once whenever it is asked to.
type running struct {
	side
	contender *contender
}

func (o options) open(s side) (*running, error) {
	r := &running{side: s}
	if s.task == nil {
		return r, nil
	}
	var err error
	if r.contender, err = start(filepath.Join(o.dir, s.name), s.env, s.argv); err != nil {
		return nil, err
	}
	return r, nil
}

// best is the quickest of n runs.
func (r *running) best(n int) (sample, error) {
	least, err := r.once()
	for i := 1; i < n && err == nil; i++ {
		var s sample
		if s, err = r.once(); s.Seconds < least.Seconds {
			least = s
		}
	}
	return least, err
}

func (r *running) once() (sample, error) {
	if r.contender != nil {
		return r.contender.ask(*r.task)
	}
	return whole(r.env, r.argv)
}

// note is what a side says of itself.
func (r *running) note() string {
	if r.contender == nil {
		return ""
	}
	return r.contender.note
}

func (r *running) close() {
	if r.contender != nil {
		r.contender.stop()
	}
}
