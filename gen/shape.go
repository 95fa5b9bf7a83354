package gen

import (
	"fmt"

	gr "tfreeze/graphrewrite"
)

// shape sets the dimensions of the input that the model leaves open to those of the
// options.
func (b *builder) shape(g *gr.Graph) error {
	want, in := b.options.Shape, b.subject.Input
	if want == nil {
		return nil
	}
	have := in.Shape()
	fits := have == nil || len(have) == len(want)+1
	for i := 0; fits && have != nil && i < len(want); i++ {
		fits = want[i] > 0 && (have[i+1] < 0 || have[i+1] == want[i])
	}
	if !fits {
		return fmt.Errorf("the input %s %s does not take inputs of the shape %s", in, in.Type(), want)
	}
	if have.Static() {
		return nil
	}
	batch := int64(-1)
	if have != nil {
		batch = have[0]
	}
	if !setShape(in.Node, append(gr.Shape{batch}, want...)) {
		return fmt.Errorf("the shape of %s (%s) cannot be set: only that of a placeholder can", in, in.Node.Op)
	}
	return inferTypes(g)
}

// setShape sets the shape of a placeholder, and reports whether n is one, or was put in
// place of one by unbatched: then that gets the shape without the batch.
func setShape(n *gr.Node, shape gr.Shape) bool {
	if n.Op == "PlaceholderWithDefault" && len(n.Inputs) == 1 {
		if whole := n.Inputs[0].Node; whole.Op != "ExpandDims" || !setShape(whole.Inputs[0].Node, shape[1:]) {
			return false
		}
	} else if n.Op != "Placeholder" {
		return false
	}
	n.SetShape(shape)
	return true
}
