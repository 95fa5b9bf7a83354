package results

import (
	"bytes"
	"encoding/json"
	"slices"

	"tfreeze/explain"
	"tfreeze/inputs"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/report"
)

// Parameters are the parameters of a run's maps.
type Parameters struct {
	Methods []string `json:"methods"`
	// Target is the target that the user asked for.
	Target string `json:"target"`
	// Activations is the pattern for the names of frozen activations. It is empty if
	// all are frozen.
	Activations string `json:"activations,omitempty"`
	Exact       bool   `json:"exact,omitempty"`
	// Layer is the tensor of the features that methods of one layer explain. It is empty if
	// there are no such methods.
	Layer    string            `json:"layer,omitempty"`
	Variants []serving.Variant `json:"variants"`
	Views    []string          `json:"views"`
	// Colormap and Opacity are the user's choices for views; empty and 0 leave them to
	// each view.
	Colormap string  `json:"colormap,omitempty"`
	Opacity  float64 `json:"opacity,omitempty"`
	// CriterionSHA256 is the hash of the masks of a criterion that is read from files.
	CriterionSHA256 string `json:"criterion_sha256,omitempty"`
	// Options are several keys of explain.json, and not one.
	Options Options `json:"options"`
	// Feeds are the values of the model's other inputs, as the user wrote them.
	Feeds map[string]string `json:"feeds,omitempty"`
	// FeedsSHA256 holds the hashes of the elements of feeds that are arrays.
	FeedsSHA256 map[string]string `json:"feeds_sha256,omitempty"`
}

// plainParameters writes the options under a key of their own.
type plainParameters Parameters

// MarshalJSON writes the keys of the options among the others.
func (p Parameters) MarshalJSON() ([]byte, error) {
	options, err := json.Marshal(p.Options)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(plainParameters(p))
	inner := bytes.TrimSuffix(bytes.TrimPrefix(options, []byte("{")), []byte("}"))
	return bytes.Replace(raw, slices.Concat([]byte(`"options":`), options), inner, 1), err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Parameters) UnmarshalJSON(raw []byte) error {
	if err := json.Unmarshal(raw, (*plainParameters)(p)); err != nil {
		return err
	}
	return p.Options.read(raw)
}

// parametersOf returns the parameters of a run.
func parametersOf(run Run) Parameters {
	r := run.Request
	p := Parameters{
		Target: run.Target, Activations: run.Activations, Exact: run.Exact, Layer: run.layer(), CriterionSHA256: run.MasksSHA256,
		Variants: r.Variants, Options: optionsOf(r.Options),
	}
	for _, m := range r.Methods {
		p.Methods = append(p.Methods, m.Name)
	}
	p.Views, p.Colormap, p.Opacity = namesOf(run.Views), run.Look.Colormap, run.Look.Opacity
	p.feed(run.Feeds)
	return p
}

// layer is the tensor of the features that a method of the run explains.
func (run Run) layer() string {
	if !slices.ContainsFunc(run.Request.Methods, func(m methods.Method) bool { return m.FromLayer }) {
		return ""
	}
	return run.Model.Card.Generated.Layer
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

func namesOf(views []report.View) []string {
	var names []string
	for _, v := range views {
		names = append(names, v.Name)
	}
	return names
}
