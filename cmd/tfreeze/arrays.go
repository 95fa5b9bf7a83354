package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"tfreeze/explain"
	gr "tfreeze/graphrewrite"
	"tfreeze/inputs"
)

// readArrays reads the noise and the baseline, where they are files.
func readArrays(c *cli.Context, r *explain.Request, shape []int64) error {
	if path := c.String("baseline"); path != "zero" {
		a, err := inputs.ReadArray(path)
		if err != nil {
			return fmt.Errorf("baseline %s: %w", path, err)
		}
		if gr.Shape(a.Shape).String() != gr.Shape(shape).String() {
			return fmt.Errorf("baseline %s has shape %v, the input %v", path, gr.Shape(a.Shape), gr.Shape(shape))
		}
		r.Baseline = a.Data
	}
	if path := c.String("noise"); path != "" {
		a, err := inputs.ReadArray(path)
		if err != nil {
			return fmt.Errorf("noise %s: %w", path, err)
		}
		if len(a.Shape) != len(shape)+1 || a.Shape[0] == 0 || gr.Shape(a.Shape[1:]).String() != gr.Shape(shape).String() {
			return fmt.Errorf("noise %s has shape %v: samples of the input's shape %v are needed", path, gr.Shape(a.Shape), gr.Shape(shape))
		}
		r.Noise = a.Data
	}
	return nil
}
