package explain

import (
	"fmt"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
)

// A Variant says how activations are frozen.
type Variant string

const (
	// Plain freezes nothing.
	Plain Variant = "plain"
	// Threshold passes a node whose activation reaches the layer's threshold, at
	// whatever input the network runs on: eq. (5) of the paper.
	Threshold Variant = "threshold"
	// Mask passes the nodes that reach the threshold at the explained input.
	Mask Variant = "mask"
)

// Variants lists all of them.
var Variants = []Variant{Plain, Threshold, Mask}

// ParseVariants reads names separated by commas; their order is kept.
func ParseVariants(list string) ([]Variant, error) {
	var variants []Variant
	for _, name := range strings.Split(list, ",") {
		v := Variant(strings.TrimSpace(name))
		if v != Plain && v != Threshold && v != Mask {
			return nil, fmt.Errorf("there is no variant %q; there are plain, threshold, mask", v)
		}
		variants = append(variants, v)
	}
	return variants, nil
}

// feeds are what the variant feeds to the freezing subgraphs.
func (c *calibration) feeds(v Variant, freezings []gr.Freezing) (map[string]*tensorflow.Tensor, error) {
	feeds := map[string]*tensorflow.Tensor{}
	if v == Plain {
		return feeds, nil
	}
	for i, f := range freezings {
		feeds[f.Value.String()] = c.values[i]
		var err error
		if v == Threshold {
			feeds[f.Threshold.String()], err = tensorflow.Scalar(c.layers[i].Threshold)
		} else {
			feeds[f.Pass.String()], err = c.mask(i)
		}
		if err != nil {
			return nil, err
		}
	}
	return feeds, nil
}

// mask marks the nodes of a layer that reach its threshold.
func (c *calibration) mask(layer int) (*tensorflow.Tensor, error) {
	v, err := tensorflow.View[float32](c.values[layer])
	if err != nil {
		return nil, err
	}
	pass := make([]bool, len(v))
	for i := range v {
		pass[i] = v[i] >= c.layers[layer].Threshold
	}
	return tensorflow.New(c.values[layer].Shape(), pass)
}
