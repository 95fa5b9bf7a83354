package savedmodels

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/savedmodels/checkpoint"
)

// An architecture is a network that TF-slim distributes as a checkpoint alone.
type architecture struct {
	name string
	// scope is that of its variables.
	scope string
	// size is the height and width of the images that its weights were trained
	// with, and recipe their preprocessing.
	size   int64
	recipe string
	norm   normalization
	layers []layer
}

// architectures lists those that can be built.
var architectures = []architecture{
	{"alexnet_v2", "alexnet_v2", 224, "vgg", none, alexnet()},
	{"inception_v1", "InceptionV1", 224, "inception", inceptionNorm, inceptionV1()},
	{"inception_v2", "InceptionV2", 224, "inception", inceptionNorm, inceptionV2()},
	{"inception_v3", "InceptionV3", 299, "inception", inceptionNorm, inceptionV3()},
	{"overfeat", "overfeat", 231, "vgg", none, overfeat()},
	{"resnet_v1_50", "resnet_v1_50", 224, "vgg", resnetNorm, resnetV1(3, 4, 6, 3)},
	{"resnet_v1_101", "resnet_v1_101", 224, "vgg", resnetNorm, resnetV1(3, 4, 23, 3)},
	{"resnet_v1_152", "resnet_v1_152", 224, "vgg", resnetNorm, resnetV1(3, 8, 36, 3)},
	{"resnet_v1_200", "resnet_v1_200", 224, "vgg", resnetNorm, resnetV1(3, 24, 36, 3)},
	{"resnet_v2_50", "resnet_v2_50", 299, "inception", resnetNorm, resnetV2(3, 4, 6, 3)},
	{"resnet_v2_101", "resnet_v2_101", 299, "inception", resnetNorm, resnetV2(3, 4, 23, 3)},
	{"resnet_v2_152", "resnet_v2_152", 299, "inception", resnetNorm, resnetV2(3, 8, 36, 3)},
	{"resnet_v2_200", "resnet_v2_200", 299, "inception", resnetNorm, resnetV2(3, 24, 36, 3)},
	{"vgg_16", "vgg_16", 224, "vgg", none, vgg(2, 2, 3, 3, 3)},
	{"vgg_19", "vgg_19", 224, "vgg", none, vgg(2, 2, 4, 4, 4)},
	{"vgg_a", "vgg_a", 224, "vgg", none, vgg(1, 1, 2, 2, 2)},
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
		return nil, nearest.Unknown("architecture", name, Architectures())
	}
	c, err := checkpoint.Open(path)
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
func (a architecture) model(c *checkpoint.Checkpoint) (*Model, error) {
	b := builder{building: &building{architecture: a, checkpoint: c}, ops: gr.Scope{Graph: gr.New()}}
	image := gr.Shape{-1, a.size, a.size, 3}
	input := b.ops.Op("Placeholder", "input", gr.Type{DType: gr.Float, Shape: image}, gr.Attrs{"dtype": gr.Float, "shape": image})
	net := b.in(a.scope).run(tensor{input, 3}, a.layers...)
	if b.err != nil {
		return nil, b.err
	}
	logits := b.ops.Op("Identity", "logits", net.Type(), gr.Attrs{"T": gr.Float}, net.Output)
	recipe, err := FindRecipe(a.recipe)
	if err != nil {
		return nil, err
	}
	saver, err := AddSaver(b.ops.Sub("restore"), b.restored)
	if err != nil {
		return nil, err
	}
	return &Model{
		Path: c.Path, Form: fmt.Sprintf("%s, V%d checkpoint", a.name, c.Version), Graph: b.ops.Graph,
		Signatures: []gr.Signature{{
			Name:    "serving_default",
			Inputs:  map[string]gr.Output{"input": input},
			Outputs: map[string]gr.Output{"logits": logits},
		}},
		Weights: saver.Weights(c.Path), Checkpoint: c,
		Card: Card{Preprocess: &recipe},
	}, nil
}
