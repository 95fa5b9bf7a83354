package explain

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods/serving"
)

// linear lists the ops with which a layer's weights begin. The parameters behind one, up to
// the next, belong to its layer: biases, and those of a normalisation.
var linear = []string{"Conv2D", "DepthwiseConv2dNative", "Conv3D", "Conv2DBackpropInput", "MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Einsum"}

// A permutable is a layer, and the switch that permutes its weights.
type permutable struct {
	name string
	on   gr.Output
}

// permutations puts a permutation behind every parameter of the network, which is off
// until its layer's switch is fed:
//
//	w/permuted = SelectV2(switch, Reshape(GatherV2(Reshape(w, [-1]), order), shape), w)
//
// It lists the layers from the input to the score. All readers of a parameter, gradients
// among them, read the permuted one.
func (e *Explainer) permutations(seed uint64) ([]permutable, error) {
	between, err := e.graph.Between(e.input, e.logits)
	if err != nil {
		return nil, err
	}
	types, err := e.inferred()
	if err != nil {
		return nil, err
	}
	inside, uses := map[*gr.Node]bool{}, e.graph.Uses()
	for _, n := range between {
		inside[n] = true
	}
	random := rand.New(rand.NewPCG(seed, 0))
	var layers []permutable
	done := map[gr.Output]bool{}
	for _, n := range between {
		for _, in := range slices.Clone(n.Inputs) {
			typ, ok := parameterType(in, inside, types)
			if !ok || done[in] {
				continue
			}
			if slices.Contains(linear, n.Op) {
				layers = append(layers, permutable{n.Name, e.newSwitch(len(layers))})
			}
			if len(layers) > 0 {
				done[in] = true
				e.permute(in, typ, layers[len(layers)-1].on, random, uses[in.Node])
			}
		}
	}
	if len(layers) == 0 {
		return nil, fmt.Errorf("the network has no weights between %s and %s", e.input, e.logits)
	}
	return layers, nil
}

// parameterType returns the type of a tensor that the network reads and does not compute:
// numbers of which a permutation changes something, that nobody feeds.
func parameterType(o gr.Output, inside map[*gr.Node]bool, types func(*gr.Node) []gr.Type) (gr.Type, bool) {
	if inside[o.Node] {
		return gr.Type{}, false
	}
	all := types(o.Node)
	if o.Index >= len(all) || all[o.Index].DType != gr.Float || !all[o.Index].Shape.Static() || all[o.Index].Shape.Elements() < 2 {
		return gr.Type{}, false
	}
	for n := range gr.Ancestors(o.Node) {
		if strings.HasPrefix(n.Op, "Placeholder") {
			return gr.Type{}, false
		}
	}
	return all[o.Index], true
}

func (e *Explainer) newSwitch(layer int) gr.Output {
	s := gr.Scope{Graph: e.graph, Prefix: serving.Prefix + "/permute"}
	scalar := gr.Type{DType: gr.Bool, Shape: gr.Shape{}}
	off := s.Const("off", gr.Tensor(nil, false))
	return s.Op("PlaceholderWithDefault", fmt.Sprint(layer), scalar, gr.Attrs{"dtype": gr.Bool, "shape": gr.Shape{}}, off)
}

// permute lets the readers of a parameter read the permuted one.
func (e *Explainer) permute(w gr.Output, typ gr.Type, on gr.Output, random *rand.Rand, uses []gr.Use) {
	s := gr.Scope{Graph: e.graph, Prefix: serving.Prefix + "/permute/" + w.Node.Name}
	n := typ.Shape.Elements()
	order, shape := make([]int32, n), make([]int32, len(typ.Shape))
	for i, k := range random.Perm(int(n)) {
		order[i] = int32(k)
	}
	for i, d := range typ.Shape {
		shape[i] = int32(d)
	}
	flat := gr.Type{DType: gr.Float, Shape: gr.Shape{n}}
	ints := func(name string, v []int32) gr.Output { return s.Const(name, gr.Tensor(gr.Shape{int64(len(v))}, v...)) }
	reshape := gr.Attrs{"T": gr.Float, "Tshape": gr.Int32}
	line := s.Op("Reshape", "line", flat, reshape, w, ints("all", []int32{-1}))
	axis := s.Const("axis", gr.Tensor(nil, int32(0)))
	gathered := s.Op("GatherV2", "gathered", flat, gr.Attrs{"Tparams": gr.Float, "Tindices": gr.Int32, "Taxis": gr.Int32, "batch_dims": 0}, line, ints("order", order), axis)
	back := s.Op("Reshape", "shaped", typ, reshape, gathered, ints("shape", shape))
	permuted := s.Op("SelectV2", "permuted", typ, gr.Attrs{"T": gr.Float}, on, back, w)
	for _, u := range uses {
		if u.Node.Inputs[u.Input] == w && !(isReference(w.Node) && takesReference(u)) {
			u.Node.Inputs[u.Input] = permuted
		}
	}
}

// Layers are the layers whose weights Permuted permutes, from the score to the input. It
// is empty unless Options.Permute was given.
func (e *Explainer) Layers() []string {
	var names []string
	for _, l := range slices.Backward(e.permutable) {
		names = append(names, l.name)
	}
	return names
}

// Permuted is the explainer of the same network with the weights of the first n of Layers
// permuted, each parameter within itself. It shares the session of e, which alone is to be
// closed.
func (e *Explainer) Permuted(n int) (*Explainer, error) {
	if n < 0 || n > len(e.permutable) {
		return nil, fmt.Errorf("%d layers to permute: the network has %d", n, len(e.permutable))
	}
	given := maps.Clone(e.given)
	for i, l := range e.permutable {
		on, err := tensorflow.Scalar(i >= len(e.permutable)-n)
		if err != nil {
			return nil, err
		}
		given[l.on.String()] = on
	}
	return &Explainer{
		session: e.session, graph: e.graph, freezings: e.freezings, input: e.input, logits: e.logits,
		plain: e.plain, frozen: e.frozen, variants: e.variants, unfrozen: e.unfrozen,
		target: e.target, weights: e.weights, signatures: e.signatures, generated: e.generated, rows: e.rows,
		layout: e.layout, alone: e.alone, given: given, source: e.source, threads: e.threads,
		pruned: prunable{graph: e.pruned.graph}, contributions: e.contributions, permutable: e.permutable,
	}, nil
}
