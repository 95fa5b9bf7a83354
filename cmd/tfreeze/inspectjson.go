package main

import (
	"encoding/json"
	"errors"
	"io"
	"slices"

	"tfreeze"
	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
)

// An inspection is what inspect --json prints. Empty fields are left out.
type inspection struct {
	// Explainable reports whether explain and gen would take the model with these flags.
	Explainable bool            `json:"explainable"`
	Model       modelJSON       `json:"model"`
	Signatures  []signatureJSON `json:"signatures,omitempty"`
	// Functions are those of a model without signatures.
	Functions []functionJSON `json:"functions,omitempty"`
	Input     *tensorJSON    `json:"input,omitempty"`
	Others    []otherJSON    `json:"other_inputs,omitempty"`
	// Explains is the tensor of the scores, and Head how the output follows from it.
	Explains    *tensorJSON      `json:"explains,omitempty"`
	Head        string           `json:"head,omitempty"`
	Images      gr.Layout        `json:"images,omitempty"`
	Inference   []string         `json:"inference,omitempty"`
	Activations []activationJSON `json:"activations,omitempty"`
	Left        []leftJSON       `json:"left,omitempty"`
	Unfrozen    string           `json:"unfrozen,omitempty"`
	// Batches says why several inputs at once would be refused.
	Batches string `json:"batches,omitempty"`
	// Unresolved says why it is unknown what to explain, Missing why the model cannot be
	// explained, and Help what would help.
	Unresolved string       `json:"unresolved,omitempty"`
	Missing    []reasonJSON `json:"missing,omitempty"`
	Help       []string     `json:"help,omitempty"`
}

type modelJSON struct {
	Path   string `json:"path"`
	Form   string `json:"form"`
	Choice string `json:"choice,omitempty"`
	Nodes  int    `json:"nodes"`
}

type signatureJSON struct {
	Name    string                `json:"name"`
	Inputs  map[string]tensorJSON `json:"inputs"`
	Outputs map[string]tensorJSON `json:"outputs"`
}

type functionJSON struct {
	Name  string   `json:"name"`
	Takes []string `json:"takes"`
}

// A tensorJSON has no shape if its rank is unknown; -1 is an open dimension.
type tensorJSON struct {
	Name  string  `json:"name"`
	Type  string  `json:"type,omitempty"`
	Shape []int64 `json:"shape"`
}

type otherJSON struct {
	Key string `json:"key"`
	tensorJSON
	Optional bool `json:"optional"`
}

type activationJSON struct {
	Node  string  `json:"node"`
	Kind  string  `json:"kind"`
	Shape []int64 `json:"shape"`
}

type leftJSON struct {
	Node string `json:"node"`
	Op   string `json:"op"`
	Why  string `json:"why"`
}

type reasonJSON struct {
	Reason string `json:"reason"`
	Node   string `json:"node,omitempty"`
	Op     string `json:"op,omitempty"`
}

func writeInspection(w io.Writer, i *tfreeze.Inspection) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(describe(i))
}

func describe(i *tfreeze.Inspection) inspection {
	m := i.Model
	d := inspection{
		Explainable: i.Explainable(), Model: modelJSON{m.Path, m.Form, m.Choice, m.Graph.Len()},
		Images: i.Layout, Unfrozen: i.Unfrozen, Batches: i.Alone, Help: i.Help,
	}
	for _, s := range m.Signatures {
		d.Signatures = append(d.Signatures, signatureJSON{s.Name, tensorsJSON(s.Inputs), tensorsJSON(s.Outputs)})
	}
	for _, f := range m.Functions {
		d.Functions = append(d.Functions, functionJSON{f.Name, f.Takes})
	}
	if i.Unresolved != nil {
		d.Unresolved = i.Unresolved.Error()
	} else {
		d.subject(i.Subject)
	}
	for _, f := range i.Folded {
		d.Inference = append(d.Inference, f.String())
	}
	for _, a := range i.Activations {
		d.Activations = append(d.Activations, activationJSON{a.Output.Node.Name, a.Kind, a.Output.Shape()})
	}
	for _, l := range i.Left {
		d.Left = append(d.Left, leftJSON(l))
	}
	for _, err := range i.Missing {
		d.Missing = append(d.Missing, reason(err))
	}
	return d
}

func (d *inspection) subject(s *gen.Subject) {
	in, out := tensor(s.Input), tensor(s.Logits)
	d.Input, d.Explains, d.Head = &in, &out, s.Head.String()
	for _, o := range s.Others {
		d.Others = append(d.Others, otherJSON{o.Key, tensor(o.Tensor), o.Optional})
	}
}

func reason(err error) reasonJSON {
	r := reasonJSON{Reason: err.Error()}
	var at *gr.Error
	if errors.As(err, &at) {
		r.Node, r.Op = at.Node, at.Op
	}
	return r
}

func tensorsJSON(tensors map[string]gr.Output) map[string]tensorJSON {
	all := map[string]tensorJSON{}
	for key, o := range tensors {
		all[key] = tensor(o)
	}
	return all
}

func tensor(o gr.Output) tensorJSON {
	t := tensorJSON{Name: o.String(), Shape: slices.Clone(o.Shape())}
	if o.DType() != 0 {
		t.Type = gr.Type{DType: o.DType(), Shape: gr.Shape{}}.String()
		t.Type = t.Type[:len(t.Type)-len("[]")]
	}
	return t
}
