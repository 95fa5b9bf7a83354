package evaluate

import (
	"fmt"
	"slices"

	"tfreeze/methods/serving"
)

// A Joined says what Join has joined.
type Joined struct {
	// Images counts those that the runs were asked for, each once, and Measured those of
	// which all rows are there.
	Images, Measured int
	Parts            []Part
	// Lists counts the different lists of images that shards were given.
	Lists int
}

// A Part is a run, as Join found it.
type Part struct {
	// Name is "shard 3/8", or the directory.
	Name string
	// Absent says that no directory has the shard.
	Absent bool
	Images int
	// Missing are the files of the images that lack rows.
	Missing []string
}

// Complete reports whether nothing is missing.
func (j *Joined) Complete() bool {
	return j.Lists <= 1 && !slices.ContainsFunc(j.Parts, func(p Part) bool { return p.Absent || len(p.Missing) > 0 })
}

// A Shard is the part of a list of images that a run was given.
type Shard struct {
	// Index is from 0 to Count - 1. Images counts those of all shards, and SHA256 is a hash
	// of their list.
	Index  int    `json:"index"`
	Count  int    `json:"count"`
	Images int    `json:"images"`
	SHA256 string `json:"sha256"`
}

// count is the number of shards, 0 without any.
func (s *Shard) count() int {
	if s == nil {
		return 0
	}
	return s.Count
}

// A joinedRun is a run that is joined. Its images have other names there, perhaps.
type joinedRun struct {
	dir string
	File
	names map[string]string
}

// part finds the images of which rows are missing, and adds their names to lacking.
func (r *joinedRun) part(rows map[Key]bool, lacking map[string]bool) (Part, error) {
	p := Part{Name: r.dir, Images: len(r.Images)}
	if s := r.Shard; s != nil {
		p.Name = fmt.Sprintf("shard %d/%d", s.Index, s.Count)
	}
	if r.Complete {
		return p, nil
	}
	chosen, err := Select(r.Asked.Metrics)
	if err != nil {
		return p, fmt.Errorf("%s: %w", r.dir, err)
	}
	for at, im := range r.Images {
		if r.Shard != nil {
			at = im.Place
		}
		name := r.names[im.Name]
		if slices.ContainsFunc(r.Asked.keys(name, at, chosen), func(k Key) bool { return !rows[k] }) {
			p.Missing, lacking[name] = append(p.Missing, im.File), true
		}
	}
	return p, nil
}

// keys lists the rows of an image that is at that place of the list.
func (a *Asked) keys(image string, at int, chosen []Chosen) (all []Key) {
	controls, maps := controlKeys(image), a.maps(image)
	for _, c := range chosen {
		if c.Limit > 0 && at >= c.Limit {
			continue
		}
		of := maps
		if !c.Explains {
			of = slices.Concat(maps, controls)
		}
		for _, k := range of {
			for _, v := range c.Values {
				k.Metric = v.Name
				all = append(all, k)
			}
		}
	}
	return all
}

// maps lists the maps of an image, as asks makes them.
func (a *Asked) maps(image string) (all []Key) {
	frozen := slices.DeleteFunc(slices.Clone(a.Variants), func(v string) bool { return v == string(serving.Plain) })
	for _, m := range a.Methods {
		if len(frozen) < len(a.Variants) {
			all = append(all, Key{Image: image, Method: m, Variant: string(serving.Plain), Percentile: none})
		}
		for _, p := range a.Percentiles {
			for _, v := range frozen {
				all = append(all, Key{Image: image, Method: m, Variant: v, Percentile: p})
			}
			if len(frozen) > 0 {
				all = append(all, Key{Image: image, Method: m, Variant: RandomMask, Percentile: p})
			}
		}
	}
	return all
}
