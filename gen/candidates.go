package gen

import (
	"fmt"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/savedmodels"
)

// A candidate is a tensor that may be meant. key is its key in the signature, if it has
// one.
type candidate struct {
	key    string
	tensor gr.Output
	// note says what makes it a candidate before others; it may be empty.
	note string
}

func (c candidate) String() string {
	if c.note != "" {
		return fmt.Sprintf("%s %s (%s)", c.tensor, c.tensor.Type(), c.note)
	}
	if c.key == "" || c.key == c.tensor.Node.Name {
		return fmt.Sprintf("%s %s", c.tensor, c.tensor.Type())
	}
	return fmt.Sprintf("%s (%s %s)", c.key, c.tensor, c.tensor.Type())
}

// pickInput picks the input to explain. If no gradient exists at any, it returns all of
// them as raw, and the first as input.
func pickInput(m *savedmodels.Model, s *gr.Signature, name string) (input gr.Output, raw []gr.Output, err error) {
	var candidates []candidate
	if s != nil {
		candidates = sorted(s.Inputs)
	} else {
		if candidates, err = fedInputs(m.Graph); err != nil {
			return gr.Output{}, nil, err
		}
	}
	if name != "" {
		if o, err := find(m.Graph, candidates, name); err == nil && isRaw(o) {
			return o, []gr.Output{o}, nil
		}
		input, err = named(m.Graph, candidates, name, "input")
		return input, nil, err
	}
	if !slices.ContainsFunc(candidates, func(c candidate) bool { return explainable(c.tensor) }) {
		for _, c := range candidates {
			if isRaw(c.tensor) {
				raw = append(raw, c.tensor)
			}
		}
	}
	if raw != nil {
		return raw[0], raw, nil
	}
	input, err = only(m.Graph, candidates, "input", "--input")
	return input, nil, err
}

func pickOutput(m *savedmodels.Model, s *Subject, name string) (gr.Output, error) {
	var candidates []candidate
	if s.Signature != nil {
		candidates = sorted(s.Signature.Outputs)
	} else {
		t, err := trainingOf(m.Graph)
		if err != nil {
			return gr.Output{}, err
		}
		if candidates, err = outputs(m.Graph, t, s.Input); err != nil {
			return gr.Output{}, err
		}
	}
	if name != "" {
		return named(m.Graph, candidates, name, "output")
	}
	return only(m.Graph, candidates, "output", "--output")
}

// find finds a tensor by its key in the signature, else by its name.
func find(g *gr.Graph, candidates []candidate, name string) (gr.Output, error) {
	for _, c := range candidates {
		if c.key == name {
			return c.tensor, nil
		}
	}
	o, err := g.Output(name)
	if err != nil {
		return o, fmt.Errorf("%w%s", err, meant(g, candidates, name))
	}
	return o, nil
}

// meant asks whether a candidate or node was meant whose name is similar.
func meant(g *gr.Graph, candidates []candidate, name string) string {
	node, _, _ := strings.Cut(name, ":")
	if g.Node(node) != nil {
		return ""
	}
	var keys []string
	for _, c := range candidates {
		keys = append(keys, c.key)
	}
	return nearest.Hint(node, append(keys, g.Names()...))
}

// named finds a tensor that can be explained.
func named(g *gr.Graph, candidates []candidate, name, what string) (gr.Output, error) {
	o, err := find(g, candidates, name)
	if err != nil {
		return o, fmt.Errorf("%s: %w", what, err)
	}
	if !explainable(o) && !(what == "output" && isVector(o)) {
		return o, fmt.Errorf("%s: %q is of type %s: a float tensor of rank 2 or more is needed%s", what, name, o.Type(), instead(g, what, []candidate{{tensor: o}}))
	}
	return o, nil
}

// only returns the candidate that can be explained, if there is just one. Candidates in
// float32 come before those of other floating types.
func only(g *gr.Graph, candidates []candidate, what, flag string) (gr.Output, error) {
	fit := slices.DeleteFunc(slices.Clone(candidates), func(c candidate) bool { return !explainable(c.tensor) })
	if len(fit) == 0 && what == "output" {
		// One score for each input is a regression. Beside other outputs it may be anything.
		fit = slices.DeleteFunc(slices.Clone(candidates), func(c candidate) bool { return !isVector(c.tensor) })
	}
	if single := slices.DeleteFunc(slices.Clone(fit), func(c candidate) bool { return c.tensor.DType() != gr.Float }); len(single) > 0 {
		fit = single
	}
	if len(fit) > 1 && what == "input" {
		fit = withoutRates(fit)
	}
	switch {
	case len(fit) == 1:
		return fit[0].tensor, nil
	case len(fit) > 1:
		return gr.Output{}, fmt.Errorf("the %s is ambiguous: choose one with %s: %s", what, flag, listed(texts(fit)))
	}
	return gr.Output{}, fmt.Errorf("no %s is found: a float tensor of rank 2 or more is needed, and there are: %s%s; name one with %s",
		what, listed(texts(candidates)), instead(g, what, candidates), flag)
}

func texts(candidates []candidate) []string {
	all := make([]string, len(candidates))
	for i, c := range candidates {
		all[i] = c.String()
	}
	return all
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func explainable(o gr.Output) bool {
	return gr.IsFloating(o.DType()) && (o.Shape() == nil || len(o.Shape()) >= 2)
}

// isVector reports whether a tensor may hold one score for each input, [N].
func isVector(o gr.Output) bool { return gr.IsFloating(o.DType()) && len(o.Shape()) == 1 }

// withoutRates leaves out inputs of unknown rank whose names say that they are scalars for
// dropout, unless nothing else is left.
func withoutRates(inputs []candidate) []candidate {
	others := slices.DeleteFunc(slices.Clone(inputs), func(c candidate) bool {
		return c.tensor.Shape() == nil && (gr.NamesRate(c.key) || gr.NamesRate(c.tensor.Node.Name))
	})
	if len(others) == 0 {
		return inputs
	}
	return others
}
