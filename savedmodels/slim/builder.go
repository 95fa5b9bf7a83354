package slim

import (
	"fmt"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels/checkpoint"
)

// A builder adds layers in a scope as TF-slim does: with the same names, ops and
// attributes. It keeps the first error and goes on; after one, what its methods return
// has no meaning.
type builder struct {
	*building
	// ops and variables are the two scopes, which may differ.
	ops       gr.Scope
	variables string
}

// A building is what the builders of all scopes share.
type building struct {
	Architecture
	checkpoint *checkpoint.Checkpoint
	// restored are the variables so far.
	restored []*gr.Node
	err      error
}

// A tensor is the end of the network so far, with its depth.
type tensor struct {
	gr.Output
	channels int64
}

// in returns a builder for the scope below.
func (b builder) in(scope string) builder {
	b.ops = b.ops.Sub(scope)
	b.variables = strings.TrimPrefix(b.variables+"/"+scope, "/")
	return b
}

// run adds layers one after the other.
func (b builder) run(x tensor, layers ...layer) tensor {
	for _, l := range layers {
		x = l.add(b, x)
	}
	return x
}

// op adds an op on float tensors.
func (b builder) op(op, name string, attrs gr.Attrs, inputs ...gr.Output) gr.Output {
	all := gr.Attrs{"T": gr.Float}
	for key, v := range attrs {
		all[key] = v
	}
	return b.ops.Op(op, name, gr.Type{DType: gr.Float}, all, inputs...)
}

// variable adds a variable with its shape in the checkpoint. That must fit the wanted
// shape, in which -1 is any size. The last dimension is its depth.
func (b builder) variable(name string, wanted ...int64) tensor {
	name = b.variables + "/" + name
	shape, err := b.shapeOf(name, wanted)
	if err != nil {
		if b.err == nil {
			b.err = err
		}
		return tensor{}
	}
	typ := gr.Type{DType: gr.Float, Shape: shape}
	at := []string{"loc:@" + name}
	top := gr.Scope{Graph: b.ops.Graph}
	v := top.Op("VariableV2", name, typ, gr.Attrs{
		"dtype": gr.Float, "shape": shape, "container": "", "shared_name": "", "_class": at})
	b.restored = append(b.restored, v.Node)
	read := top.Op("Identity", name+"/read", typ, gr.Attrs{"T": gr.Float, "_class": at}, v)
	return tensor{read, shape[len(shape)-1]}
}

func (b builder) shapeOf(name string, wanted gr.Shape) (gr.Shape, error) {
	v, ok := b.checkpoint.Variable(name)
	if !ok {
		return nil, fmt.Errorf("there is no variable %q, which %s needs; there are %s", name, b.Name, b.some())
	}
	if v.DType != gr.Float {
		return nil, fmt.Errorf("variable %q is of type %s, float is needed", name, gr.Type{DType: v.DType, Shape: v.Shape})
	}
	if !fits(v.Shape, wanted) {
		return nil, fmt.Errorf("variable %q has shape %v, %s needs %v", name, v.Shape, b.Name, wanted)
	}
	return v.Shape, nil
}

func fits(shape, wanted gr.Shape) bool {
	return slices.EqualFunc(shape, wanted, func(s, w int64) bool { return s > 0 && (w < 0 || s == w) })
}

// some lists the first few variables of the checkpoint.
func (b builder) some() string {
	var names []string
	for _, v := range b.checkpoint.Variables[:min(3, len(b.checkpoint.Variables))] {
		names = append(names, v.Name)
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ") + ", ..."
}
