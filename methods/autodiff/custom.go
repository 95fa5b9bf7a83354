package autodiff

import (
	"errors"
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
)

// customRule calls the function that the model contains for a node's custom gradient,
// as Python does with a loaded model.
func customRule(n *gr.Node) (Rule, error) {
	c, ok := n.Custom()
	if !ok {
		return nil, fmt.Errorf("it has a custom gradient (%q), as a straight-through estimator has, but the model does not contain it: "+
			"save the model with tf.saved_model.SaveOptions(experimental_custom_gradients=True)", n.CustomGradient())
	}
	return func(v *VJP) error { return v.custom(c) }, nil
}

func (v *VJP) custom(c gr.Custom) error {
	n := v.Node
	if len(v.DY) < c.Outputs {
		return errors.New("its outputs are unknown")
	}
	args := make([]gr.Output, 0, len(n.Inputs))
	for i := range c.Outputs {
		dy := v.DY[i]
		if dy.IsZero() {
			dy = v.Unary("ZerosLike", n.Out(i))
		}
		args = append(args, dy)
	}
	args = append(args, n.Inputs[c.Outputs:]...)
	types := make([]gr.Type, len(c.Inputs))
	for i, input := range c.Inputs {
		types[i] = n.Inputs[input].Type()
	}
	call := v.Scope.Node("PartitionedCall", "", types, gr.Attrs{
		"f": n.Attr[gr.GradientFunction], "Tin": dtypes(args), "Tout": dtypesOf(types), "config": "", "config_proto": "", "executor_type": "",
	}, args...)
	for i, input := range c.Inputs {
		v.DX[input] = call.Out(i)
	}
	return nil
}

func dtypes(tensors []gr.Output) []gr.DataType {
	types := make([]gr.Type, len(tensors))
	for i, o := range tensors {
		types[i] = o.Type()
	}
	return dtypesOf(types)
}

func dtypesOf(types []gr.Type) []gr.DataType {
	all := make([]gr.DataType, len(types))
	for i, t := range types {
		all[i] = t.DType
	}
	return all
}

// passes reports whether a gradient reaches an input of n.
func passes(n *gr.Node, input int) bool {
	c, ok := n.Custom()
	return !ok || slices.Contains(c.Inputs, int64(input))
}
