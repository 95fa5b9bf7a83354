package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tfreeze"
	"tfreeze/storage"
	"tfreeze/storage/providers"
)

// buckets opens what is given as a URL.
func buckets() *storage.Client { return &storage.Client{Connect: providers.Open} }

// needsJob refuses to explain to or from a bucket without a job.
func needsJob(c *cli.Context, items []tfreeze.Item) error {
	for _, path := range append(paths(items), c.String("out")) {
		scheme, _, _ := strings.Cut(path, "://")
		if storage.IsURL(path) && slices.Contains(providers.Schemes(), scheme) {
			return usage("%s is in a bucket, which jobs read and write: add --format npz, or --shard I/N", storage.Name(path))
		}
	}
	return nil
}
