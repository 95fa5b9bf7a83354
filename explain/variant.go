package explain

import (
	"maps"
	"slices"
	"strings"

	"tfreeze/internal/nearest"
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

// VariantNames lists the names of Variants.
func VariantNames() []string { return textsOf(Variants) }

func textsOf[T ~string](all []T) []string {
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i] = string(v)
	}
	return texts
}

// ParseVariants reads names separated by commas; their order is kept.
func ParseVariants(list string) ([]Variant, error) {
	var variants []Variant
	for _, name := range strings.Split(list, ",") {
		v := Variant(strings.TrimSpace(name))
		if !slices.Contains(Variants, v) {
			return nil, nearest.Unknown("variant", string(v), VariantNames())
		}
		variants = append(variants, v)
	}
	return variants, nil
}

// A setting is what a variant runs at one input.
type setting struct {
	variant Variant
	network
	// feeds are what every run is fed; atInput is the forward pass, which runs at
	// the input are fed besides.
	feeds, atInput map[string]*tensorflow.Tensor
}

func (j *job) setting(v Variant) (setting, error) {
	s := setting{variant: v, network: j.network(v), feeds: maps.Clone(j.given), atInput: j.atInput(v)}
	freeze, err := j.frozenBy(v)
	maps.Copy(s.feeds, freeze)
	return s, err
}

// frozenBy is what a variant feeds to the freezings; nothing if it freezes nothing.
func (j *job) frozenBy(v Variant) (map[string]*tensorflow.Tensor, error) {
	feeds := map[string]*tensorflow.Tensor{}
	if !frozen(v) {
		return feeds, nil
	}
	for i, f := range j.freezings {
		feeds[f.Value.String()] = j.values[i]
		var err error
		if v == Threshold {
			feeds[f.Threshold.String()], err = j.thresholds(i)
		} else {
			feeds[f.Pass.String()], err = j.mask(i)
		}
		if err != nil {
			return nil, err
		}
	}
	return feeds, nil
}

// mask marks the nodes of a layer that reach its threshold.
func (j *job) mask(layer int) (*tensorflow.Tensor, error) {
	v, err := tensorflow.View[float32](j.values[layer])
	if err != nil {
		return nil, err
	}
	pass := make([]bool, len(v))
	s, err := sharesOf(j.values[layer].Shape(), j.rows[layer], len(j.results))
	if err != nil {
		return nil, err
	}
	for k, r := range j.results {
		t := r.Layers[layer].Threshold
		for from, to := range s.runs(k) {
			for i := from; i < to; i++ {
				pass[i] = v[i] >= t
			}
		}
	}
	return tensorflow.New(j.values[layer].Shape(), pass)
}
