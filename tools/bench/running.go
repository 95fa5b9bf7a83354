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
	if s.first != nil {
		if _, err := r.contender.ask(*s.first); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *running) once() (sample, error) {
	if r.contender != nil {
		return r.contender.ask(*r.task)
	}
	return whole(r.env, r.argv)
}

func (r *running) close() {
	if r.contender != nil {
		r.contender.stop()
	}
}
