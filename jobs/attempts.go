package jobs

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// mostDeaths is how many processes may end at an item: the first one with others under
// way, of which each may be to blame, and then two with this item alone.
const mostDeaths = 3

// An attempt is a line of attempts.jsonl. Work on an item begins, or has ended; or, in the
// first lines, Deaths processes have ended in the midst of it.
type attempt struct {
	Name   string `json:"name"`
	Deaths int    `json:"deaths,omitempty"`
	Ended  bool   `json:"ended,omitempty"`
}

// The attempts of a shard tell which items were under way when a process died.
type attempts struct {
	path, tmp string
	mutex     sync.Mutex
	file      *os.File
	deaths    map[string]int
}

// openAttempts counts the deaths up to now. Without a lock, what is under way may be that
// of a process that lives, and does not count.
func openAttempts(shard, tmp string, alone bool, done map[string]bool) (*attempts, error) {
	a := &attempts{path: filepath.Join(shard, AttemptsFile), tmp: filepath.Join(tmp, AttemptsFile), deaths: map[string]int{}}
	left := map[string]bool{}
	_, err := readLines(a.path, func(l *attempt) error {
		switch left[l.Name] = !l.Ended; {
		case l.Deaths > 0:
			a.deaths[l.Name], left[l.Name] = l.Deaths, false
		case l.Ended:
			delete(a.deaths, l.Name)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for name, under := range left {
		if under && alone {
			a.deaths[name]++
		}
	}
	maps.DeleteFunc(a.deaths, func(name string, _ int) bool { return done[name] })
	if err := a.forget(); err != nil {
		return nil, err
	}
	a.file, err = os.OpenFile(a.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	return a, err
}

// forget leaves the deaths alone in the file, and no file if there are none.
func (a *attempts) forget() error {
	if len(a.deaths) == 0 {
		if err := os.Remove(a.path); !os.IsNotExist(err) {
			return err
		}
		return nil
	}
	err := write(a.tmp, func(w io.Writer) error {
		for _, name := range slices.Sorted(maps.Keys(a.deaths)) {
			if err := writeLine(w, attempt{Name: name, Deaths: a.deaths[name]}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return place(a.tmp, a.path)
}

// note adds a line.
func (a *attempts) note(l attempt) error {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if l.Ended {
		delete(a.deaths, l.Name)
	}
	if err := writeLine(a.file, l); err != nil {
		return fmt.Errorf("output: %w", err)
	}
	return nil
}

// refused says why an item is not tried again; nil if it is.
func (a *attempts) refused(name string) error {
	if a.deaths[name] < mostDeaths {
		return nil
	}
	return fmt.Errorf("it has killed the process %d times; to try it again, remove %s", a.deaths[name], a.path)
}

// close forgets what is under way: this process has not died of it.
func (a *attempts) close() {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	a.file.Close()
	a.forget() // if that fails, it is under way for the next process, once
}
