package main

import "path/filepath"

// A running side measures once whenever it is asked to.
type running struct {
	side
	contender *contender
	peak      bool
}

func (o options) open(s side, peak bool) (*running, error) {
	r := &running{side: s, peak: peak}
	if s.task == nil {
		return r, nil
	}
	var err error
	if r.contender, err = start(filepath.Join(o.dir, s.name), s.env, s.argv); err != nil {
		return nil, err
	}
	if s.first != nil {
		if _, err := r.contender.ask(*s.first); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *running) once() (float64, error) {
	if r.contender != nil {
		return r.contender.ask(*r.task)
	}
	seconds, peak, err := whole(r.env, r.argv)
	if r.peak {
		return float64(peak), err
	}
	return seconds, err
}

func (r *running) close() {
	if r.contender != nil {
		r.contender.stop()
	}
}
