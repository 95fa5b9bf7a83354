package verify

import (
	"fmt"
	"slices"

	gr "tfreeze/graphrewrite"
)

// linear lists the ops, besides identities, that are linear in all their inputs together.
// bilinear lists those that are linear in one input if the others do not depend on the
// network's input.
var (
	linear = []string{
		"Add", "AddN", "AddV2", "AvgPool", "BatchToSpaceND", "BiasAdd", "BiasAddV1", "ConcatV2", "DepthToSpace", "ExpandDims",
		"IdentityN", "Mean", "MirrorPad", "Neg", "Pack", "Pad", "PadV2", "Placeholder", "PlaceholderWithDefault", "Reshape", "ReverseV2",
		"Slice", "SpaceToBatchND", "SpaceToDepth", "Split", "SplitV", "Squeeze", "StridedSlice", "Sub", "Sum", "Tile",
		"Transpose", "Unpack",
	}
	bilinear = []string{
		"BatchMatMulV2", "Conv2D", "DepthwiseConv2dNative", "Div", "Einsum", "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3", "MatMul", "Mul", "RealDiv",
	}
)

// complete lists the methods whose maps add up to the score's difference on a network of
// linear ops and activations, each with the other ops that it has rules for.
var complete = map[string][]string{"deeplift": nil, "deeplift_maxpool": {"MaxPool", "MaxPoolV2"}}

// notLinear names the first node between input and score whose op is neither linear, nor
// a frozen activation of one op, nor one of others; it is empty if all are.
func notLinear(p *point, others []string) (string, error) {
	between, err := p.subject.Model.Graph.Between(p.input, p.logits)
	if err != nil {
		return "", err
	}
	depends := dependents(between, p.input.Node)
	activations := map[*gr.Node]bool{}
	for _, f := range p.freezings {
		activations[f.Activation.Node] = true
	}
	for _, n := range between {
		if n == p.input.Node || !depends[n] || activations[n] || n.PartOfFreezing() || isLinear(n, depends) && n.CustomGradient() == "" ||
			slices.Contains(others, n.Op) {
			continue
		}
		return fmt.Sprintf("%q (%s)", n.Name, n.Op), nil
	}
	return "", nil
}

// dependents are those of the nodes whose numbers depend on the input's. The nodes are
// listed dependencies first.
func dependents(between []*gr.Node, input *gr.Node) map[*gr.Node]bool {
	depends := map[*gr.Node]bool{input: true}
	for _, n := range between {
		if gr.ReadsShapeAlone(n.Op) {
			continue
		}
		for _, in := range n.Inputs {
			depends[n] = depends[n] || depends[in.Node]
		}
	}
	return depends
}

func isLinear(n *gr.Node, depends map[*gr.Node]bool) bool {
	if slices.Contains(gr.Identities(), n.Op) || slices.Contains(linear, n.Op) {
		return true
	}
	if n.InTraining() {
		return false
	}
	if (n.Op == "Select" || n.Op == "SelectV2") && len(n.Inputs) > 0 {
		return !depends[n.Inputs[0].Node]
	}
	varying := 0
	for _, in := range n.Inputs {
		if depends[in.Node] {
			varying++
		}
	}
	divides := (n.Op == "RealDiv" || n.Op == "Div") && len(n.Inputs) == 2 && depends[n.Inputs[1].Node]
	return slices.Contains(bilinear, n.Op) && varying <= 1 && !divides
}
