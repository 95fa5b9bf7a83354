package main

import (
	"time"

	"github.com/urfave/cli/v2"

	"tfreeze/serve"
)

// loadFlags are the flags of serve that bound what it does at once, and for a request.
func loadFlags() []cli.Flag {
	var l serve.Limits
	l.Fill()
	return []cli.Flag{
		&cli.IntFlag{Name: "parallel", Value: 1, Usage: "compute `N` requests at once"},
		&cli.IntFlag{Name: "batch", Value: 1, Usage: "run up to `N` requests through the network together that wait and ask for the same (a map may then differ in its last digits)"},
		&cli.IntFlag{Name: "queue", Value: 64, Usage: "let `N` requests wait, and refuse more with status 429"},
		&cli.DurationFlag{Name: "timeout", Value: time.Minute, Usage: "give a request `TIME` to wait and to compute"},
		&cli.DurationFlag{Name: "drain", Value: 30 * time.Second, Usage: "wait up to `TIME` for requests when told to end"},
		&cli.Int64Flag{Name: "max-body", Value: l.Body >> 20, Usage: "refuse a body of more than `MIB` MiB"},
		&cli.IntFlag{Name: "max-pixels", Value: l.Pixels, Usage: "refuse a picture of more than `N` pixels"},
		&cli.IntFlag{Name: "max-inputs", Value: l.Inputs, Usage: "refuse more than `N` inputs in a request"},
		&cli.IntFlag{Name: "max-targets", Value: l.Targets, Usage: "refuse more than `N` classes of an input"},
		&cli.IntFlag{Name: "max-steps", Value: l.Steps, Usage: "refuse more than `N` points of a path"},
		&cli.IntFlag{Name: "max-samples", Value: l.Samples, Usage: "refuse more than `N` noisy inputs, or others that are drawn"},
	}
}

// loadOptions reads loadFlags.
func loadOptions(c *cli.Context) (serve.Options, error) {
	for _, name := range []string{"parallel", "batch", "queue", "max-pixels", "max-inputs", "max-targets", "max-steps", "max-samples"} {
		if c.Int(name) < 1 {
			return serve.Options{}, usage("--%s %d: give 1 or more", name, c.Int(name))
		}
	}
	for _, name := range []string{"timeout", "drain"} {
		if c.Duration(name) <= 0 {
			return serve.Options{}, usage("--%s %v: give a time, such as 90s", name, c.Duration(name))
		}
	}
	const most = 1 << 12
	if body := c.Int64("max-body"); body < 1 || body > most {
		return serve.Options{}, usage("--max-body %d: give 1 to %d MiB", body, most)
	}
	return serve.Options{
		Parallel: c.Int("parallel"), Batch: c.Int("batch"), Queue: c.Int("queue"), Timeout: c.Duration("timeout"), Drain: c.Duration("drain"),
		Limits: serve.Limits{
			Body: c.Int64("max-body") << 20, Pixels: c.Int("max-pixels"), Inputs: c.Int("max-inputs"), Targets: c.Int("max-targets"),
			Steps: c.Int("max-steps"), Samples: c.Int("max-samples"),
		},
	}, nil
}
