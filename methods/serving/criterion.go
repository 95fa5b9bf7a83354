package serving

import (
	"encoding/binary"
	"hash/fnv"

	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// A Criterion says which nodes pass in the frozen signatures of a Server. The zero
// Criterion is the paper's: those whose activation reaches the percentile of their layer's.
type Criterion struct {
	// Layers says of each of the Freezings whether it freezes; nil means that all do.
	Layers []bool
	// OverNetwork takes the percentile of the positive numbers of all layers together.
	OverNetwork bool
	// Contribution compares abs(a dy/da) at the input, with y the explained score of the
	// network with nothing frozen, in place of the activation a.
	Contribution bool
	// Random, if not nil, is the seed by which as many nodes of each layer are drawn as
	// would pass.
	Random *uint64
}

// MaskOnly reports whether nodes pass by a mask alone: there is nothing to compare at
// other points than the input.
func (c Criterion) MaskOnly() bool { return c.Contribution || c.Random != nil }

func (c Criterion) freezes(layer int) bool { return c.Layers == nil || c.Layers[layer] }

// choose finds the thresholds and the masks of the layers that freeze. The function find
// computes a threshold for each row of [N, ...].
func (s *Server) choose(find *gr.Outlined) error {
	numbers, err := s.numbers()
	if err != nil {
		return err
	}
	s.thresholds, s.masks = make([]gr.Output, len(numbers)), make([]gr.Output, len(numbers))
	s.limit(find, numbers)
	var image gr.Output
	if s.criterion.Random != nil {
		image = fingerprint(s.scope.Sub("random"), s.Input, *s.criterion.Random)
	}
	for i, f := range s.Freezings {
		if !s.criterion.freezes(i) {
			continue
		}
		e := s.emitter(i)
		mask := e.Compare("GreaterEqual", numbers[i], s.thresholds[i])
		mask.Node.Types[0].Shape = f.Activation.Shape()
		if s.criterion.Random != nil {
			mask = s.drawn(i, mask, image)
		}
		s.masks[i] = mask
	}
	return nil
}

func (s *Server) emitter(layer int) autodiff.Emitter {
	return autodiff.Emitter{Scope: s.scope.Sub(s.Freezings[layer].Activation.Node.Name)}
}

// numbers are what is compared, float32 in the layers' shapes.
func (s *Server) numbers() ([]gr.Output, error) {
	if s.criterion.Contribution {
		return Contributions(s.scope.Sub("contributions"), s.Score, s.Logits, s.Input, s.Freezings)
	}
	numbers := make([]gr.Output, len(s.Freezings))
	for i, f := range s.Freezings {
		numbers[i] = f.Measured
	}
	return numbers, nil
}

// Contributions emits abs(a dy/da), float32 in the shape of a, of the activations a of
// freezings, where y is the score, [N], that the network with nothing fed makes of the logits.
func Contributions(s gr.Scope, score, logits, input gr.Output, freezings []gr.Freezing) ([]gr.Output, error) {
	if each := weighted(score); !each.IsZero() && each.Shape() == nil && len(each.Node.Types) == 1 {
		before := each.Node.Types[0]
		each.Node.Types = []gr.Type{{DType: before.DType, Shape: logits.Shape()}}
		defer func() { each.Node.Types = []gr.Type{before} }()
	}
	at := make([]gr.Output, len(freezings))
	for i, f := range freezings {
		at[i] = f.Output
	}
	e := autodiff.Emitter{Scope: s}
	gradients, err := autodiff.GradientsAt(s.Sub("gradient"), score, e.Unary("OnesLike", score), input, at, nil)
	if err != nil {
		return nil, err
	}
	for i, f := range freezings {
		e := autodiff.Emitter{Scope: s.Sub(f.Activation.Node.Name)}
		if gradients[i].IsZero() {
			at[i] = e.ZerosLike(f.Measured)
		} else {
			at[i] = e.Unary("Abs", e.Mul(f.Measured, e.To(gradients[i], gr.Float)))
		}
	}
	return at, nil
}

// weighted is the product of the logits and their weights, of which the explained score
// is the sum. TensorFlow does not know its shape, since a target may have any.
func weighted(score gr.Output) gr.Output {
	n := score.Node
	for n.Op == "Identity" {
		n = n.Inputs[0].Node
	}
	if n.Op != "Sum" {
		return gr.Output{}
	}
	return n.Inputs[0]
}

// limit emits the thresholds of the layers that freeze.
func (s *Server) limit(find *gr.Outlined, numbers []gr.Output) {
	if s.criterion.OverNetwork {
		s.limitNetwork(find, numbers)
		return
	}
	for i := range s.Freezings {
		if s.criterion.freezes(i) {
			s.thresholds[i] = s.threshold(s.emitter(i), find, numbers[i], s.rows(i))
		}
	}
}

// limitNetwork emits one threshold for each image, in the shapes that broadcast against the
// layers.
func (s *Server) limitNetwork(find *gr.Outlined, numbers []gr.Output) {
	var rows []gr.Output
	apart := make([]gr.Output, len(numbers))
	for i := range s.Freezings {
		if s.criterion.freezes(i) {
			e := s.emitter(i)
			apart[i] = s.Apart(e, numbers[i], s.rows(i))
			rows = append(rows, flattened(e, apart[i]))
		}
	}
	e := autodiff.Emitter{Scope: s.scope.Sub("network")}
	t := e.Call("threshold", find, []gr.Type{{DType: gr.Float}}, e.Concat(e.Int(1), rows...), s.percentile.Value)[0]
	t = e.Reshape(t, e.Ints(-1))
	for i := range s.Freezings {
		if s.criterion.freezes(i) {
			e := s.emitter(i)
			s.thresholds[i] = s.Against(e, numbers[i], s.rows(i), perImage(e, t, apart[i]))
		}
	}
}

// drawn emits a mask of as many nodes as pass, drawn by the image and the layer's name.
func (s *Server) drawn(layer int, pass, image gr.Output) gr.Output {
	e := autodiff.Emitter{Scope: s.emitter(layer).Scope.Sub("drawn")}
	rows := flattened(e, s.Apart(e, pass, s.rows(layer)))
	wanted := e.ExpandDims(count(e, rows), 1)
	shape := e.Shape(rows)
	n := e.Reshape(columns(e, rows), e.Ints())
	nodes := e.Op("Range", "", gr.Type{DType: gr.Int32}, gr.Attrs{"Tidx": gr.Int32}, e.Int(0), n, e.Int(1))
	to := func(x, shape gr.Output) gr.Output {
		return e.Op("BroadcastTo", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": gr.Int32, "Tidx": gr.Int32}, x, shape)
	}
	images := e.Slice(shape, e.Ints(0), e.Ints(1))
	seeds := e.Concat(e.Int(1), image, to(e.Reshape(e.Int(LayerSeed(s.Freezings[layer].Activation.Node.Name)), e.Ints(1, 1)), e.Concat(e.Int(0), images, e.Ints(1))))
	each := to(e.ExpandDims(seeds, 1), e.Concat(e.Int(0), shape, e.Ints(3)))
	place := e.Op("RandomIndexShuffle", "", gr.Type{DType: gr.Int32}, gr.Attrs{"dtype": gr.Int32, "Tseed": gr.Int32, "rounds": ShuffleRounds},
		e.Reshape(to(nodes, shape), e.Ints(-1)), e.Reshape(each, e.Ints(-1, 3)), e.Sub(n, e.Int(1)))
	drawn := s.Together(e, e.Compare("Less", e.Reshape(place, shape), wanted), pass, s.rows(layer))
	drawn.Node.Types[0].Shape = pass.Shape()
	return drawn
}

// ShuffleRounds is how often RandomIndexShuffle mixes. Its default of 4 is few for layers
// of a few thousand nodes.
const ShuffleRounds = 8

// LayerSeed is the part of the seed that is a layer's.
func LayerSeed(name string) int32 {
	h := fnv.New32a()
	h.Write([]byte(name))
	return int32(h.Sum32())
}

// SeedWords are the halves of a seed, the lower one first.
func SeedWords(seed uint64) [2]int32 {
	raw := binary.LittleEndian.AppendUint64(nil, seed)
	return [2]int32{int32(binary.LittleEndian.Uint32(raw)), int32(binary.LittleEndian.Uint32(raw[4:]))}
}

const uint8Type = typespb.DataType_DT_UINT8

// fingerprint emits 64 bits of each image and the seed, int32 [N,2].
func fingerprint(s gr.Scope, x gr.Output, seed uint64) gr.Output {
	e := autodiff.Emitter{Scope: s}
	method := e.Const("", gr.StringTensor(gr.Shape{}, "farmhash64"))
	bytes := e.Op("Fingerprint", "", gr.Type{DType: uint8Type}, gr.Attrs{"T": gr.Float}, x, method)
	words := e.Op("Bitcast", "", gr.Type{DType: gr.Int32}, gr.Attrs{"T": uint8Type, "type": gr.Int32}, e.Reshape(bytes, e.Ints(-1, 2, 4)))
	halves := SeedWords(seed)
	return e.Binary("BitwiseXor", words, e.Ints(halves[:]...))
}
