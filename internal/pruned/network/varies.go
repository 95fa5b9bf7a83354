package network

import (
	"maps"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// varying marks the nodes that the score needs and whose values depend on the input's. What
// only reads shapes does not.
func varying(g *gr.Graph, input, score gr.Output) (nodes []*gr.Node, varies map[*gr.Node]bool, err error) {
	between, err := g.Between(input, score)
	varies = map[*gr.Node]bool{}
	for _, n := range between {
		reads := slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return varies[in.Node] })
		if n == input.Node || reads && !n.ReadsShapesOnly() {
			varies[n] = true
			nodes = append(nodes, n)
		}
	}
	return nodes, varies, err
}

// Constants are the tensors that are read between input and score and do not depend on the
// input's values: what a Source may be asked for. Some depend on its shape.
func Constants(g *gr.Graph, input, score gr.Output) ([]gr.Output, error) {
	all, err := read(g, input, score, false)
	if err != nil {
		return nil, err
	}
	found, err := layers(g, input, score)
	for _, a := range found {
		if of, f := a.Parameter(); f != nil && !slices.Contains(all, of) {
			all = append(all, of)
		}
	}
	slices.SortFunc(all, byName)
	return all, err
}

func byName(a, b gr.Output) int { return strings.Compare(a.String(), b.String()) }

// Varying are the tensors that are read between input and score and depend on it: a
// Source is asked for their shapes.
func Varying(g *gr.Graph, input, score gr.Output) ([]gr.Output, error) {
	return read(g, input, score, true)
}

// read lists what is read between input and score, and varies or not, by name.
func read(g *gr.Graph, input, score gr.Output, vary bool) ([]gr.Output, error) {
	nodes, varies, err := varying(g, input, score)
	if err != nil {
		return nil, err
	}
	seen := map[gr.Output]bool{}
	for _, n := range nodes {
		for _, in := range n.Inputs {
			if varies[in.Node] == vary && in != input && n != input.Node && (vary || !n.PartOfFreezing()) {
				seen[in] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(seen), byName), nil
}
