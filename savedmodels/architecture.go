package savedmodels

import (
	"fmt"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
)

// An architecture is a network that TF-slim distributes as a checkpoint alone.
type architecture struct {
	name  string
	build func(*builder) (gr.Output, error)
	// recipe is the preprocessing that its weights were trained with.
	recipe string
}

// architectures lists those that can be built.
var architectures = []architecture{
	{"vgg_16", vgg(2, 2, 3, 3, 3), "vgg"},
	{"vgg_19", vgg(2, 2, 4, 4, 4), "vgg"},
	{"vgg_a", vgg(1, 1, 2, 2, 2), "vgg"},
}

// Architectures lists the names that Source.Arch may have.
func Architectures() []string {
	names := make([]string, len(architectures))
	for i, a := range architectures {
		names[i] = a.name
	}
	return names
}

func buildArchitecture(name, path string) (*Model, error) {
	i := slices.IndexFunc(architectures, func(a architecture) bool { return a.name == name })
	if i < 0 {
		return nil, fmt.Errorf("there is no architecture %q; there are %s", name, strings.Join(Architectures(), ", "))
	}
	c, err := OpenCheckpoint(path)
	if err != nil {
		return nil, err
	}
	m, err := architectures[i].model(c)
	if err != nil {
		return nil, fmt.Errorf("checkpoint %q: %w", path, err)
	}
	return m, nil
}

// model builds the network with the layer sizes that the checkpoint has, and
// the subgraph that restores its variables, and no others, from there.
func (a architecture) model(c *Checkpoint) (*Model, error) {
	b := &builder{scope: gr.Scope{Graph: gr.New()}, name: a.name, checkpoint: c}
	image := gr.Shape{-1, 224, 224, 3}
	input := b.scope.Op("Placeholder", "input", gr.Type{DType: gr.Float, Shape: image}, gr.Attrs{"dtype": gr.Float, "shape": image})
	b.last, b.channels = input, 3
	net, err := a.build(b)
	if err != nil {
		return nil, err
	}
	logits := b.scope.Op("Identity", "logits", net.Type(), gr.Attrs{"T": gr.Float}, net)
	recipe, err := FindRecipe(a.recipe)
	if err != nil {
		return nil, err
	}
	saver, err := AddSaver(b.scope.Sub("restore"), b.variables)
	if err != nil {
		return nil, err
	}
	return &Model{
		Path: c.Path, Form: fmt.Sprintf("%s, V%d checkpoint", a.name, c.Version), Graph: b.scope.Graph,
		Signatures: []gr.Signature{{
			Name:    "serving_default",
			Inputs:  map[string]gr.Output{"input": input},
			Outputs: map[string]gr.Output{"logits": logits},
		}},
		Weights: saver.Weights(c.Path),
		Card:    Card{Preprocess: &recipe},
	}, nil
}

// A builder adds layers as TF-slim does: the same names, ops and attributes.
type builder struct {
	scope      gr.Scope
	name       string
	checkpoint *Checkpoint
	variables  []*gr.Node
	// last is where the network ends so far, and channels its depth.
	last     gr.Output
	channels int64
}

// variable adds a variable in the shape that the checkpoint has it, which must
// fit the wanted one; there -1 is any size.
func (b *builder) variable(name string, wanted gr.Shape) (gr.Output, gr.Shape, error) {
	v, ok := b.checkpoint.Variable(name)
	if !ok {
		return gr.Output{}, nil, fmt.Errorf("there is no variable %q, which %s needs; there are %s", name, b.name, b.some())
	}
	if v.DType != gr.Float {
		return gr.Output{}, nil, fmt.Errorf("variable %q is of type %s, float is needed", name, gr.Type{DType: v.DType, Shape: v.Shape})
	}
	if !fits(v.Shape, wanted) {
		return gr.Output{}, nil, fmt.Errorf("variable %q has shape %v, %s needs %v", name, v.Shape, b.name, wanted)
	}
	typ := gr.Type{DType: gr.Float, Shape: v.Shape}
	at := []string{"loc:@" + name}
	out := b.scope.Op("VariableV2", name, typ, gr.Attrs{
		"dtype": gr.Float, "shape": v.Shape, "container": "", "shared_name": "", "_class": at})
	b.variables = append(b.variables, out.Node)
	return b.scope.Op("Identity", name+"/read", typ, gr.Attrs{"T": gr.Float, "_class": at}, out), v.Shape, nil
}

func fits(shape, wanted gr.Shape) bool {
	return slices.EqualFunc(shape, wanted, func(s, w int64) bool { return s > 0 && (w < 0 || s == w) })
}

// some lists a few of the checkpoint's variables.
func (b *builder) some() string {
	var names []string
	for _, v := range b.checkpoint.Variables[:min(3, len(b.checkpoint.Variables))] {
		names = append(names, v.Name)
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ") + ", ..."
}
