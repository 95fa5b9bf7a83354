package gen

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// detach removes what makes the network wait for the model's own input if another tensor is
// explained in its place. TF2 has the output wait for each op that reads a variable, such as
// the lookup of an embedding; behind that lookup, nothing else needs the input.
//
//	y = Identity(score, ^lookup)   ->   y = Identity(score)
func (b *builder) detach(g *gr.Graph) error {
	s := b.subject
	if s.Input.Node.Op == "Placeholder" || s.Input.Node.Op == "PlaceholderWithDefault" {
		return nil
	}
	read, uses := readBy(s.Input, s.Logits.Node), g.Uses()
	unfed := map[*gr.Node]bool{s.Input.Node: true}
	var todo []*gr.Node
	for _, name := range g.Names() {
		if n := g.Node(name); n.Op == "Placeholder" && !read[n] {
			todo = append(todo, n)
		}
	}
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		unfed[n] = true
		for _, u := range uses[n] {
			if !unfed[u.Node] && u.Node.Inputs[u.Input] != s.Input {
				todo = append(todo, u.Node)
			}
		}
	}
	for n := range needed(s.Input, s.Logits.Node) {
		n.Control = slices.DeleteFunc(slices.Clone(n.Control), func(c *gr.Node) bool { return unfed[c] })
	}
	return nil
}
