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
	switch {
	case !fits:
		return fmt.Errorf("the input %s %s does not take inputs of the shape %s", in, in.Type(), want)
	case in.Node.Op != "Placeholder" && have.Static():
		return nil
	case in.Node.Op != "Placeholder":
		return fmt.Errorf("the shape of %s (%s) cannot be set: only that of a placeholder can", in, in.Node.Op)
	}
	batch := int64(-1)
	if have != nil {
		batch = have[0]
	}
	in.Node.SetShape(append(gr.Shape{batch}, want...))
	return inferTypes(g)
}
