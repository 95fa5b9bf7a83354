package gen

import (
	"fmt"
	"slices"
	"strings"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
)

// someMade bounds how many tensors an error proposes.
const someMade = 3

// instead says what can be explained in place of an input. No gradient exists at
// strings, sparse tensors and integers, but the graph makes float tensors of them.
func instead(g *gr.Graph, what string, inputs []candidate) string {
	other := func(c candidate) bool { return !gr.IsFloating(c.tensor.DType()) }
	if what != "input" || !slices.ContainsFunc(inputs, other) {
		return ""
	}
	why := unfit(inputs)
	made, err := firstMade(g, inputs)
	if err != nil || len(made) == 0 {
		return why
	}
	of := "it"
	if len(inputs) > 1 {
		of = "them"
	}
	more := ""
	if len(made) > someMade {
		made, more = made[:someMade], ", ..."
	}
	return fmt.Sprintf("%s; the graph makes of %s: %s%s", why, of, strings.Join(texts(made), ", "), more)
}

// unfit says which of the inputs are strings or sparse tensors.
func unfit(inputs []candidate) string {
	why := ""
	for _, c := range inputs {
		if c.tensor.DType() == typespb.DataType_DT_STRING {
			why += fmt.Sprintf("; no gradient exists at the strings of %s", c.tensor)
		}
		key, ok := strings.CutSuffix(c.key, "/indices")
		if ok && slices.ContainsFunc(inputs, func(c candidate) bool { return c.key == key+"/dense_shape" }) {
			why += fmt.Sprintf("; %q is a sparse tensor, and a dense one is needed", key)
		}
	}
	return why
}

// firstMade lists the first float tensors of rank 2 or more that depend on the
// inputs: those that need no other such tensor.
func firstMade(g *gr.Graph, inputs []candidate) ([]candidate, error) {
	nodes, err := g.Sorted()
	if err != nil {
		return nil, err
	}
	reached := map[*gr.Node]bool{}
	for _, c := range inputs {
		reached[c.tensor.Node] = true
	}
	var made []candidate
	for _, n := range nodes {
		reads := func(in gr.Output) bool { return reached[in.Node] }
		if reached[n] || !slices.ContainsFunc(n.Inputs, reads) {
			continue
		}
		before := len(made)
		for i := range n.Types {
			if explainable(n.Out(i)) && n.Out(i).Shape() != nil {
				made = append(made, candidate{tensor: n.Out(i)})
			}
		}
		reached[n] = len(made) == before
	}
	return made, nil
}
