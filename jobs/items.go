package jobs

import (
	"encoding/hex"
	"fmt"
	"path/filepath"

	"tfreeze/inputs"
)

// An Own is an item of the shard: a file, or a path that stands for no file, with the
// reason.
type Own struct {
	inputs.Item
	Name string
	Err  error
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
			if filepath.Clean(other.Path) != filepath.Clean(item.Path) {
				return fmt.Errorf("%s and %s have one name, %s: explain them in two jobs", other.Path, item.Path, name)
			}
			return nil
		}
		seen[name] = item
		mine++
		if !j.done[name] {
			own = append(own, Own{item, name, err})
		}
		return nil
	}
	for _, item := range items {
		files, err := inputs.Expand(item.Path)
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

// Open makes the inputs of an item that are not explained yet.
func (j *Job) Open(r *inputs.Reader, o Own) ([]*inputs.Input, error) {
	if o.Err != nil {
		return nil, o.Err
	}
	made, err := r.File(o.Path)
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
