package main

import (
	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	"tfreeze/inputs"
)

// A schedule says what is under way at once: groups of so many images, each of
// which goes through the network together, and, of a path, so many points.
type schedule struct{ groups, images, points int }

// scheduled follows --batch and --memory. Without them, two runs are under way at
// once if they fit into half of what is free, each of one image, so that no map
// depends on it.
func scheduled(c *cli.Context, e *explain.Explainer, all []*inputs.Input) schedule {
	// A network of a fixed batch is given as many inputs as it takes.
	fixed := e.Batch()
	if n := c.Int("batch"); n > 0 {
		images := min(n, len(all))
		if fixed > 0 {
			images = min(fixed, len(all))
		}
		return schedule{1, images, max(1, n/images)}
	}
	together := explain.NewRequest().Parallel
	if free, err := explain.FreeMemory(); err == nil { // on Linux
		together = e.Together(all[0].Shape, free/2)
	}
	if c.IsSet("memory") {
		together = e.Together(all[0].Shape, int64(c.Int("memory"))<<20)
	}
	groups := min(together, len(all))
	return schedule{groups, max(1, min(fixed, len(all))), together / groups}
}
