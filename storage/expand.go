package storage

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// wild are the characters of a pattern.
const wild = "*?[{"

// Expand lists the URLs of what a URL stands for, sorted: the objects that match a
// pattern, or, of a folder, those that choose keeps of its entries. A URL is a folder if it
// ends with a slash, or has no extension and holds objects. Any other URL stays as it is.
func (c *Client) Expand(ctx context.Context, url string, choose func(folder string, entries []string) ([]string, error)) ([]string, error) {
	l, err := parse(url)
	if err != nil {
		return nil, err
	}
	if at := strings.IndexAny(l.key, wild); at >= 0 {
		return c.matching(ctx, l, at)
	}
	isFolder := l.key == "" || strings.HasSuffix(l.key, "/")
	if !isFolder && path.Ext(l.key) != "" {
		return []string{url}, nil
	}
	d, err := c.Dir(ctx, url)
	if err != nil {
		return nil, err
	}
	var entries []string
	for o, err := range d.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		entries = append(entries, o.Key)
	}
	if len(entries) == 0 && !isFolder {
		return []string{url}, nil // reading it will say what is wrong
	}
	chosen, err := choose(d.at.String(), entries)
	if err != nil {
		return nil, err
	}
	for i, name := range chosen {
		chosen[i] = d.of(name).url()
	}
	return chosen, nil
}

// matching lists the objects that match a pattern, whose first wild character is at that
// place.
func (c *Client) matching(ctx context.Context, l location, at int) ([]string, error) {
	if !doublestar.ValidatePattern(l.key) {
		return nil, errors.New("it is not a valid pattern")
	}
	d, err := c.Dir(ctx, l.of("").url())
	if err != nil {
		return nil, err
	}
	delimiter := "/"
	if strings.Contains(l.key[at:], "/") || strings.Contains(l.key, "**") {
		delimiter = ""
	}
	var found []string
	for o, err := range d.list(ctx, l.key[:at], delimiter) {
		if err != nil {
			return nil, err
		}
		if !strings.HasSuffix(o.Key, "/") && doublestar.MatchUnvalidated(l.key, o.Key) {
			found = append(found, l.of(o.Key).url())
		}
	}
	if len(found) == 0 {
		return nil, errors.New("no object matches the pattern")
	}
	slices.Sort(found)
	return found, nil
}
