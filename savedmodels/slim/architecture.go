// Package slim builds the networks of TF-slim, a library of TF1 whose networks were
// published as checkpoints, without a graph.
//
// An Architecture is a list of layers. Each adds its ops to a builder, with the names
// and attributes that TF-slim gives them, so that a variable has the name that it has in
// the checkpoint. The sizes of the layers come from the checkpoint: a network may be
// narrower than TF-slim's, or have other classes. It is built in evaluation mode: dropout
// does nothing, and batch normalisation uses the averages from training.
package slim

import (
	"slices"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/nearest"
	"tfreeze/savedmodels/checkpoint"
)

// An Architecture is a network that TF-slim distributes as a checkpoint alone.
type Architecture struct {
	Name string
	// scope is the scope of its variables.
	scope string
	// size is the height and width of the images that it was trained with. Preprocess
	// names how those were preprocessed.
	size       int64
	Preprocess string
	norm       normalization
	layers     []layer
}

// architectures lists all that can be built.
var architectures = []Architecture{
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

// Architectures lists the names that Find knows.
func Architectures() []string {
	names := make([]string, len(architectures))
	for i, a := range architectures {
		names[i] = a.Name
	}
	return names
}

// Find returns the architecture of that name.
func Find(name string) (Architecture, error) {
	i := slices.IndexFunc(architectures, func(a Architecture) bool { return a.Name == name })
	if i < 0 {
		return Architecture{}, nearest.Unknown("architecture", name, Architectures())
	}
	return architectures[i], nil
}

// A Network is what Build makes of an architecture.
type Network struct {
	Graph *gr.Graph
	// Input takes images, [N,H,W,3]; Logits gives their scores, [N,classes].
	Input, Logits gr.Output
	// Variables are restored from the checkpoint, each by the name of its node.
	Variables []*gr.Node
}

// Build builds the network with the layer sizes of the checkpoint. If the checkpoint
// lacks a variable, or has it in a shape that does not fit, that is an error.
func (a Architecture) Build(c *checkpoint.Checkpoint) (*Network, error) {
	b := builder{building: &building{Architecture: a, checkpoint: c}, ops: gr.Scope{Graph: gr.New()}}
	image := gr.Shape{-1, a.size, a.size, 3}
	input := b.ops.Op("Placeholder", "input", gr.Type{DType: gr.Float, Shape: image}, gr.Attrs{"dtype": gr.Float, "shape": image})
	net := b.in(a.scope).run(tensor{input, 3}, a.layers...)
	if b.err != nil {
		return nil, b.err
	}
	logits := b.ops.Op("Identity", "logits", net.Type(), gr.Attrs{"T": gr.Float}, net.Output)
	return &Network{Graph: b.ops.Graph, Input: input, Logits: logits, Variables: b.restored}, nil
}
