package jobs

import (
	"context"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"

	"tfreeze/inputs"
	"tfreeze/storage"
)

// An Own is an item of the shard: a file, or, with the reason, a path that stands for no
// file, or one that is not tried again.
type Own struct {
	inputs.Item
	Name string
	Err  error
	// Deaths is how many processes have died while it was under way.
	Deaths int
}

// Rounds divides items: the first ones are explained side by side, and then each of those
// alone at which a process has died, the most suspicious last.
func Rounds(own []Own) [][]Own {
	var calm []Own
	var rounds [][]Own
	for _, o := range own {
		if o.Deaths == 0 || o.Err != nil {
			calm = append(calm, o)
		} else {
			rounds = append(rounds, []Own{o})
		}
	}
	slices.SortStableFunc(rounds, func(a, b []Own) int { return a[0].Deaths - b[0].Deaths })
	return append([][]Own{calm}, rounds...)
}

// Own lists the items of the shard that are not explained yet. A folder or a pattern is
// replaced by its files. An item that comes twice, with one target, is one.
func (j *Job) Own(items []inputs.Item) ([]Own, error) {
	var own []Own
	var sum [32]byte
	seen := map[string]inputs.Item{}
	total, mine := 0, 0
	add := func(item inputs.Item, err error) error {
		total++
		for i, b := range identity(item) {
			sum[i] ^= b
		}
		if !j.options.Shard.Of(item) {
			return nil
		}
		name := Name(item)
		if other, twice := seen[name]; twice {
			if filepath.Clean(storage.Name(other.Path)) != filepath.Clean(storage.Name(item.Path)) {
				return fmt.Errorf("%s and %s have one name, %s: explain them in two jobs", other.Path, item.Path, name)
			}
			return nil
		}
		seen[name] = item
		mine++
		if !j.done[name] {
			if err == nil {
				err = j.attempts.refused(name)
			}
			own = append(own, Own{item, name, err, j.attempts.deaths[name]})
		}
		return nil
	}
	for _, item := range items {
		files, err := j.expand(item.Path)
		if err != nil {
			if err := add(item, err); err != nil {
				return nil, err
			}
		}
		for _, file := range files {
			if err := add(inputs.Item{Path: file, Target: item.Target}, nil); err != nil {
				return nil, err
			}
		}
	}
	j.summary.Items, j.summary.ItemsSHA256, j.summary.Own = total, hex.EncodeToString(sum[:]), mine
	return own, j.summarise(j.Summary())
}

// Open makes the inputs of an item that are not explained yet. Call Ended when they are
// explained, or have failed.
func (j *Job) Open(r *inputs.Reader, o Own) ([]*inputs.Input, error) {
	if o.Err != nil {
		return nil, o.Err
	}
	if err := j.attempts.note(attempt{Name: o.Name}); err != nil {
		return nil, err
	}
	made, err := Read(context.Background(), j.options.Storage, r, o.Path)
	if err != nil {
		return nil, err
	}
	var left []*inputs.Input
	for i, in := range made {
		in.Name, in.Target = o.Name, o.Target
		if len(made) > 1 {
			in.Name = fmt.Sprintf("%s.%d", o.Name, i)
		}
		if !j.Done(in) {
			left = append(left, in)
		}
	}
	return left, nil
}

// Ended notes that the process has survived an item.
func (j *Job) Ended(o Own) error {
	if o.Err != nil {
		return nil
	}
	return j.attempts.note(attempt{Name: o.Name, Ended: true})
}
