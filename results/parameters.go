package results

import (
	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/report"
)

// Parameters are what the maps of a run were made with.
type Parameters struct {
	Methods []string `json:"methods"`
	// Target is what was asked for.
	Target string `json:"target"`
	// Activations is the pattern of the names of what is frozen; empty for all.
	Activations string            `json:"activations,omitempty"`
	Exact       bool              `json:"exact,omitempty"`
	Variants    []serving.Variant `json:"variants"`
	Views       []string          `json:"views"`
	Percentile  float64           `json:"percentile"`
	Steps       int               `json:"steps"`
	Path        explain.Path      `json:"path"`
	Samples     int               `json:"samples"`
	Stdev       float64           `json:"stdev"`
	Seed        uint64            `json:"seed"`
	Noise       string            `json:"noise,omitempty"`
	Signed      bool              `json:"signed"`
	Baseline    string            `json:"baseline"`
	Epsilon     float64           `json:"epsilon"`
	// Feeds are the values of the model's other inputs, as they were written.
	Feeds map[string]string `json:"feeds,omitempty"`
	// The hashes are of the elements of what was given as arrays.
	NoiseSHA256    string            `json:"noise_sha256,omitempty"`
	BaselineSHA256 string            `json:"baseline_sha256,omitempty"`
	FeedsSHA256    map[string]string `json:"feeds_sha256,omitempty"`
}

// parametersOf are those of a run.
func parametersOf(run Run) Parameters {
	r := run.Request
	p := Parameters{
		Target: run.Target, Activations: run.Activations, Exact: run.Exact,
		Variants: r.Variants, Percentile: r.Percentile, Steps: r.Steps, Path: r.Path, Samples: r.Samples,
		Stdev: r.Stdev, Seed: r.Seed, Signed: r.Signed, Epsilon: r.Epsilon,
		Noise: given(r.Noise, ""), Baseline: given(r.Baseline, "zero"),
		NoiseSHA256: inputs.HashValues(r.Noise), BaselineSHA256: inputs.HashValues(r.Baseline),
	}
	for _, m := range r.Methods {
		p.Methods = append(p.Methods, m.Name)
	}
	p.Views = namesOf(run.Views)
	p.feed(run.Feeds)
	return p
}

func (p *Parameters) feed(feeds map[string]explain.Feed) {
	p.Feeds = map[string]string{}
	for name, f := range feeds {
		p.Feeds[name] = f.Text
		if f.Values == nil {
			continue
		}
		if p.FeedsSHA256 == nil {
			p.FeedsSHA256 = map[string]string{}
		}
		p.FeedsSHA256[name] = inputs.HashValues(f.Values)
	}
}

func given(array []float32, otherwise string) string {
	if array == nil {
		return otherwise
	}
	return "given"
}

func namesOf(views []report.View) []string {
	var names []string
	for _, v := range views {
		names = append(names, v.Name)
	}
	return names
}

// matters says of the parameters that not every map depends on which do.
var matters = map[string]func(methods.Method, serving.Variant) bool{
	"methods":         func(methods.Method, serving.Variant) bool { return false },
	"variants":        func(methods.Method, serving.Variant) bool { return false },
	"views":           func(methods.Method, serving.Variant) bool { return false },
	"percentile":      func(_ methods.Method, v serving.Variant) bool { return v != serving.Plain },
	"activations":     func(_ methods.Method, v serving.Variant) bool { return v != serving.Plain },
	"steps":           onPath,
	"path":            onPath,
	"samples":         noisy,
	"stdev":           noisy,
	"seed":            noisy,
	"noise":           noisy,
	"noise_sha256":    noisy,
	"signed":          noisy,
	"baseline":        func(m methods.Method, _ serving.Variant) bool { return m.Baseline },
	"baseline_sha256": func(m methods.Method, _ serving.Variant) bool { return m.Baseline },
	"epsilon":         func(m methods.Method, _ serving.Variant) bool { return m.Name == "elrp" },
}

func onPath(m methods.Method, _ serving.Variant) bool { return m.PointMethod != "" && m.Baseline }

func noisy(m methods.Method, _ serving.Variant) bool { return m.PointMethod != "" && !m.Baseline }
