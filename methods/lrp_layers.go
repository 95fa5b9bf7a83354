package methods

import (
	"slices"

	gr "tfreeze/graphrewrite"
)

// A linearLayer is a convolution or a product with weights, and the biases and batch norms
// with which it is one affine map to the rules of LRP.
type linearLayer struct {
	op *gr.Node
	operands
	// norm is a batch norm that the op alone reads, or nil.
	norm *gr.Node
	// behind are the biases and batch norms that follow; out is what the last of them
	// gives.
	behind []*gr.Node
	out    gr.Output
	// first reports whether no other linear layer precedes it.
	first bool
}

// x is what the layer reads.
func (l *linearLayer) x() gr.Output {
	if l.norm != nil {
		return l.norm.Inputs[0]
	}
	return l.op.Inputs[l.data]
}

// operands says which inputs of a linear op are the data and the kernel, where the kernel's
// output channels are, and whether the layer is fully connected.
type operands struct {
	data, kernel int
	channels     channels
	dense        bool
}

// channels are places of a kernel's output channels.
type channels int

const (
	// lastDimension is that of HWIO.
	lastDimension channels = iota
	// lastTwo are those of HWCM.
	lastTwo
	// lastButOne is that of HWOI, and of transposed matrices.
	lastButOne
)

var linearOps = map[string]operands{
	"Conv2D":                {data: 0, kernel: 1},
	"Conv3D":                {data: 0, kernel: 1},
	"DepthwiseConv2dNative": {data: 0, kernel: 1, channels: lastTwo},
	"Conv2DBackpropInput":   {data: 2, kernel: 1, channels: lastButOne},
	"Conv3DBackpropInputV2": {data: 2, kernel: 1, channels: lastButOne},
	"MatMul":                {data: 0, kernel: 1, dense: true},
	"BatchMatMul":           {data: 0, kernel: 1, dense: true},
	"BatchMatMulV2":         {data: 0, kernel: 1, dense: true},
	"BatchMatMulV3":         {data: 0, kernel: 1, dense: true},
}

// linearLayers are the linear layers of a network, by their ops, and the nodes that are
// parts of one, through which relevance passes unchanged.
type linearLayers struct {
	of    map[*gr.Node]*linearLayer
	parts map[*gr.Node]bool
	// varies marks the nodes that depend on the input, and readers lists who reads them.
	varies  map[*gr.Node]bool
	readers map[*gr.Node][]*gr.Node
}

// findLinearLayers finds the linear layers between input and score.
func findLinearLayers(g *gr.Graph, input, score gr.Output) (*linearLayers, error) {
	between, err := g.Between(input, score)
	if err != nil {
		return nil, err
	}
	found := &linearLayers{map[*gr.Node]*linearLayer{}, map[*gr.Node]bool{}, map[*gr.Node]bool{input.Node: true}, map[*gr.Node][]*gr.Node{}}
	for _, n := range between {
		found.varies[n] = true
		for _, in := range n.Inputs {
			found.readers[in.Node] = append(found.readers[in.Node], n)
		}
	}
	found.readers[score.Node] = append(found.readers[score.Node], nil)
	below := map[*gr.Node]bool{}
	for _, n := range between {
		below[n] = slices.ContainsFunc(n.Inputs, func(in gr.Output) bool { return below[in.Node] })
		if l := found.layer(n, input.Node); l != nil {
			l.first, below[n] = !below[n], true
			found.of[n] = l
		}
	}
	return found, nil
}

// layer returns the linear layer that an op is, or nil.
func (f *linearLayers) layer(n, input *gr.Node) *linearLayer {
	is, ok := linearOps[n.Op]
	if !ok || n == input || len(n.Inputs) <= max(is.data, is.kernel) {
		return nil
	}
	if is.dense && f.varies[n.Inputs[1].Node] {
		is.data, is.kernel = 1, 0
	}
	if f.varies[n.Inputs[is.kernel].Node] || !f.varies[n.Inputs[is.data].Node] {
		return nil
	}
	is.channels = is.of(n)
	l := &linearLayer{op: n, operands: is, out: n.Out(0)}
	for next := f.behind(l); next != nil; next = f.behind(l) {
		l.behind, l.out = append(l.behind, next), next.Out(0)
		f.parts[next] = true
	}
	if before := n.Inputs[is.data].Node; isBatchNorm(before) && !f.parts[before] && len(f.readers[before]) == 1 {
		l.norm = before
	}
	return l
}

// of says where the output channels of a kernel are; a product's depend on its flags.
func (is operands) of(n *gr.Node) channels {
	transposed := n.Bool("transpose_b") || n.Bool("adj_y")
	if is.kernel == 0 {
		transposed = !n.Bool("transpose_a") && !n.Bool("adj_x")
	}
	if is.dense && transposed {
		return lastButOne
	}
	return is.channels
}

// behind returns the bias or the batch norm that alone reads a layer, or nil.
func (f *linearLayers) behind(l *linearLayer) *gr.Node {
	readers := f.readers[l.out.Node]
	if len(readers) != 1 || readers[0] == nil {
		return nil
	}
	next := readers[0]
	switch next.Op {
	case "Identity", "BiasAdd", "BiasAddV1", "BatchNormWithGlobalNormalization", "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3":
		if next.Inputs[0] == l.out && !next.InTraining() {
			return next
		}
	case "Add", "AddV2", "Sub", "Mul":
		data := slices.Index(next.Inputs, l.out)
		if data >= 0 && len(next.Inputs) == 2 && (data == 0 || next.Op != "Sub") && l.perChannel(next.Inputs[1-data].Shape()) {
			return next
		}
	}
	return nil
}

func isBatchNorm(n *gr.Node) bool {
	return slices.Contains([]string{"BatchNormWithGlobalNormalization", "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"}, n.Op) && !n.InTraining()
}

// channelAxis counts the dimension of a layer's channels from the last one, which is 1.
func (l *linearLayer) channelAxis() int {
	if format := l.op.Str("data_format", "NHWC"); !l.dense && (format == "NCHW" || format == "NCDHW") {
		return len(l.out.Shape()) - 1
	}
	return 1
}

// perChannel reports whether a tensor of this shape has one number for each channel of the
// layer, or a single one.
func (l *linearLayer) perChannel(shape gr.Shape) bool {
	if !shape.Static() || len(shape) > len(l.out.Shape()) {
		return false
	}
	for i, size := range shape {
		if size != 1 && len(shape)-i != l.channelAxis() {
			return false
		}
	}
	return true
}
