package evaluate

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"tfreeze/internal/nearest"
)

// A Metric measures a map.
type Metric struct {
	Name, Summary string
	// Values are the numbers that it gives, in order.
	Values []Value
	// Explains is set if it asks for maps at other inputs or of other weights. It is not
	// measured of the controls that no network made.
	Explains bool
	// Regions is set if it needs to know where the object is.
	Regions bool
	// measure measures a map on its own image. It is nil for a metric that needs all maps
	// of another network, or of another input.
	measure func(context.Context, *Subject) ([]float64, error)
}

// A Value is a number that a metric gives.
type Value struct {
	Name   string
	Better Better
}

// Better says which numbers are the better ones.
type Better string

const (
	Higher Better = "higher"
	Lower  Better = "lower"
	// Zero is best where the sign says how a map is off.
	Zero Better = "nearer to 0"
)

// Metrics lists all metrics.
var Metrics = []Metric{
	gini, entropy, insertion, deletion, road, infidelity, maxSensitivity, convergence,
	mprt, efficientMPRT, gridPointing, pointing, mass,
}

// A Chosen is a metric, and on how many of the images to measure it; 0 is all of them.
type Chosen struct {
	Metric
	Limit int
}

// Select reads a list of names, each once, such as "gini" or "mprt:10", which measures it
// on the first ten images. "all" is what needs no regions.
func Select(names []string) ([]Chosen, error) {
	var chosen []Chosen
	add := func(m Metric, limit int) {
		for _, c := range chosen {
			if c.Name == m.Name {
				return
			}
		}
		chosen = append(chosen, Chosen{m, limit})
	}
	for _, text := range names {
		name, number, limited := strings.Cut(text, ":")
		limit, err := strconv.Atoi(number)
		if limited && (err != nil || limit < 1) {
			return nil, fmt.Errorf("metric %s: give a number of images, 1 or more: %s:10", text, name)
		}
		all, err := named(name)
		if err != nil {
			return nil, err
		}
		for _, m := range all {
			add(m, limit)
		}
	}
	return chosen, nil
}

func named(name string) (all []Metric, err error) {
	for _, m := range Metrics {
		if m.Name == name || name == "all" && !m.Regions {
			all = append(all, m)
		}
	}
	if all == nil {
		return nil, nearest.Unknown("metric", name, append(Names(), "all"))
	}
	return all, nil
}

// Names lists the names of Metrics.
func Names() []string {
	names := make([]string, len(Metrics))
	for i, m := range Metrics {
		names[i] = m.Name
	}
	return names
}
