package main

import (
	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	"tfreeze/inputs"
)

// complete adds what only the flags and the files that they name say.
func (p *parameters) complete(c *cli.Context, r explain.Request, feeds map[string]explain.Feed, written map[string]string) {
	p.Target, p.Activations, p.Exact, p.Feeds = c.String("target"), c.String("activations"), c.Bool("exact"), written
	p.NoiseSHA256, p.BaselineSHA256 = inputs.HashValues(r.Noise), inputs.HashValues(r.Baseline)
	for name, f := range feeds {
		if f.Values == nil {
			continue
		}
		if p.FeedsSHA256 == nil {
			p.FeedsSHA256 = map[string]string{}
		}
		p.FeedsSHA256[name] = inputs.HashValues(f.Values)
	}
}
