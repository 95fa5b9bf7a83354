package pruned_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/pruned"
	"tfreeze/internal/pruned/network"
	"tfreeze/internal/pruned/plan"
)

// choices are a source of random numbers that begins with the fuzzer's bytes.
type choices struct {
	raw  []byte
	rest *rand.PCG
}

func (c *choices) Uint64() uint64 {
	n := c.rest.Uint64()
	if len(c.raw) > 0 {
		n = uint64(c.raw[0])<<56 | n>>8
		c.raw = c.raw[1:]
	}
	return n
}

// FuzzPruned holds the maps of random networks, which the bytes choose, against the dense
// reference: of both variants, along a path, at samples and at the input.
func FuzzPruned(f *testing.F) {
	for seed := range byte(40) {
		raw := make([]byte, 40)
		for i := range raw {
			raw[i] = byte(rand.New(rand.NewPCG(uint64(seed), uint64(i))).Uint32())
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := fuzzed(t, raw)
		if s == nil {
			return
		}
		from, alphas := s.fuzzedPath()
		s.comparePaths(t, from, alphas)
		s.compareSamples(t)
		s.compareAtInput(t, from)
	})
}

// fuzzed makes a network of choices; nil if it is not prunable.
func fuzzed(t *testing.T, raw []byte) *sample {
	t.Helper()
	c := &choices{raw, rand.NewPCG(uint64(len(raw)), 3)}
	s := &sample{r: rand.New(c), s: gr.Scope{Graph: gr.New()}}
	numbers := rand.New(rand.NewPCG(s.r.Uint64()>>56, 5))
	s.numbers = numbers.NormFloat64
	whole := s.r.IntN(2) == 0
	if whole { // sums are exact, and have ties
		s.numbers = func() float64 { return float64(numbers.IntN(5) - 2) }
	}
	s.onUnits = s.r.IntN(2) == 0
	s.reference = &reference{t: t, g: s.s.Graph, frozen: map[*gr.Node]frozen{}}
	percentile := []float64{0, 50, 80, 95, 100, nothing}[s.r.IntN(6)]
	shape := gr.Shape{1, 1 + s.r.Int64N(7), 1 + s.r.Int64N(7), 1 + s.r.Int64N(4)}
	s.input = s.s.Node("Placeholder", "x", []gr.Type{{DType: gr.Float, Shape: shape}}, gr.Attrs{"dtype": gr.Float}).Out(0)
	activations := s.body(1 + s.r.IntN(8))
	freezings, err := gr.Freeze(s.g, activations)
	if err != nil {
		t.Fatal(err)
	}
	for range shape.Elements() {
		s.x = append(s.x, float32(s.numbers()))
	}
	s.exact = whole && s.isExact()
	// What float64 leaves of a zero would be a threshold.
	if at := s.forward(widened(s.x)); !s.isTame(at) || s.nearEdge(at, false) {
		return nil
	}
	s.freeze(freezings, percentile)
	if s.net, err = network.Read(s.g, s.input, s.score, freezings, constants{}); err != nil {
		return prunable(t, err)
	}
	if _, err = plan.Mask(s.net, 1, s.values); err != nil {
		return prunable(t, err)
	}
	return s
}

// nothing is the percentile at which nothing passes.
const nothing = 101

// prunable fails unless the error says that the network is not.
func prunable(t *testing.T, err error) *sample {
	t.Helper()
	if !strings.Contains(err.Error(), "not prunable") {
		t.Fatal(err)
	}
	return nil
}

// body adds layers and the scores. It returns the activations to freeze: not all of them.
func (s *sample) body(layers int) []gr.Activation {
	var frozen []gr.Activation
	tensors := []gr.Output{s.input}
	for range layers {
		add := s.layer
		if s.r.IntN(2) == 0 {
			add = s.more
		}
		o := add(tensors)
		if s.r.IntN(3) > 0 {
			var a gr.Activation
			if a, o = s.activated(o); s.r.IntN(5) > 0 {
				frozen = append(frozen, a)
			}
		}
		if o.Shape().Elements() < 1<<10 {
			tensors = append(tensors, o)
		}
	}
	last := tensors[len(tensors)-1]
	if s.r.IntN(3) == 0 { // a classifier on all elements
		n := last.Shape().Elements()
		flat := s.op("Reshape", gr.Shape{1, n}, nil, last, s.axes(1, int32(n)))
		s.score = s.op("MatMul", gr.Shape{1, classes}, nil, flat, s.weights(n, classes))
	} else {
		s.end(last, s.r.IntN(2) == 0)
	}
	return frozen
}

// fuzzedPath is a path of few points, or of enough to bound candidates, that may end at x0.
func (s *sample) fuzzedPath() (from []float32, alphas []float64) {
	for _, x := range s.x {
		from = append(from, float32(s.numbers())-x)
	}
	n := []int{1, 4, 61}[s.r.IntN(3)]
	s.exact = s.exact && n < 61
	for k := range n {
		alphas = append(alphas, float64(k+1)/float64(n))
	}
	return from, alphas
}

// at is the reference at a point beside the input; nil if a unit is near an edge there,
// where float32 may go another way.
func (s *sample) at(offset func(i int) float64) map[gr.Output][]float64 {
	x, moved := widened(s.x), false
	for i := range x {
		x[i] += offset(i)
		moved = moved || offset(i) != 0
	}
	_, same := s.layersOfNet() // else it has another derivative at a kink, by its closed form
	if v := s.forward(x); s.isTame(v) && !s.nearEdge(v, moved && !s.exact || !same) {
		return v
	}
	return nil
}

// isExact reports whether float32 rounds nothing, if weights and inputs are halves.
func (s *sample) isExact() bool {
	nodes, err := s.g.Between(s.input, s.score)
	if err != nil {
		s.t.Fatal(err)
	}
	exact := []string{"Placeholder", "Conv2D", "DepthwiseConv2dNative", "MatMul", "BiasAdd", "AddV2", "Sub", "Neg", "Mul", "ConcatV2", "Pad",
		"Slice", "StridedSlice", "Split", "Reshape", "Transpose", "MaxPool", "Relu", "Relu6"}
	return !slices.ContainsFunc(nodes, func(n *gr.Node) bool {
		return !n.PartOfFreezing() && (!slices.Contains(exact, n.Op) || kindOf(n) != n.Op)
	})
}

func (s *sample) comparePaths(t *testing.T, from []float32, alphas []float64) {
	t.Helper()
	mask, lifted := s.integrated(t, pruned.NewPacked(s.net, 2), from, alphas)
	for lifts, got := range map[bool][]float64{false: mask, true: lifted} {
		s.lifts = lifts
		want := newSum(len(s.x))
		for _, a := range alphas {
			want.add(s, s.at(func(i int) float64 { return float64(from[i]) * float64(float32(1-a)) }), 1)
		}
		want.compare(t, fmt.Sprintf("%d points, lifted %v", len(alphas), lifts), got)
	}
	s.lifts = false
}

func (s *sample) compareSamples(t *testing.T) {
	t.Helper()
	offsets := make([][]float32, 1+s.r.IntN(3))
	for k := range offsets {
		for range s.x {
			offsets[k] = append(offsets[k], float32(s.numbers()/4))
		}
	}
	got, err := pruned.NewPacked(s.net, 1).Sampled(context.Background(), s.mask(t), s.values, pruned.Points{
		N: len(offsets), Powers: []int{1, 2}, Offset: func(k int, into []float32) error { copy(into, offsets[k]); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for power := 1; power <= 2; power++ {
		want := newSum(len(s.x))
		for _, offset := range offsets {
			want.add(s, s.at(func(i int) float64 { return float64(offset[i]) }), power)
		}
		want.compare(t, fmt.Sprintf("samples, power %d", power), got[power-1])
	}
}

// compareAtInput compares the rules of one point, and DeepLIFT's.
func (s *sample) compareAtInput(t *testing.T, from []float32) {
	t.Helper()
	const epsilon = 1e-2
	got, err := pruned.NewPacked(s.net, 1).AtInput(context.Background(), s.mask(t), s.values, []pruned.Rule{pruned.Grad, pruned.Guided, pruned.LRP(epsilon)})
	if err != nil {
		t.Fatal(err)
	}
	deeplift, _, err := pruned.NewPacked(s.net, 1).DeepLIFT(context.Background(), s.mask(t), s.values, from)
	if err != nil {
		t.Fatal(err)
	}
	here := s.at(func(int) float64 { return 0 })
	if here == nil {
		return
	}
	layers, same := s.layersOfNet()
	guided := func(n *gr.Node, i int, u, dz float64) float64 {
		if !layers[n] {
			return ordinary(n, i, u, dz)
		}
		if z, _ := activate(kindOf(n), u); dz > 0 && z > 0 {
			return dz
		}
		return 0
	}
	lrp := func(n *gr.Node, _ int, u, dz float64) float64 {
		z, _ := activate(kindOf(n), u)
		if u < 0 { // -0 is not
			return dz * z / (u - epsilon)
		}
		return dz * z / (u + epsilon)
	}
	for k, rule := range []slopeRule{ordinary, guided, lrp} {
		want := newSum(len(s.x))
		want.addMap(s.gradient(here, 1, rule), 1)
		want.compare(t, fmt.Sprintf("rule %d at the input", k), widened(got[k]))
		if !same {
			return
		}
	}
	s.compareDeepLIFT(t, from, here, deeplift)
}

// layersOfNet says which activations are layers for the engine: one that is not frozen may
// be. same reports whether it has the reference's activations, and none of several ops that
// only happen to be one.
func (s *sample) layersOfNet() (layers map[*gr.Node]bool, same bool) {
	layers, same = map[*gr.Node]bool{}, true
	for _, step := range s.net.Steps {
		if a := step.Activation; a != nil && !a.Plain {
			n := a.Output.Node
			layers[n] = a.Layer
			same = same && isActivation(kindOf(n)) && a.Input == s.inputOf(n)
		}
	}
	return layers, same
}

func (s *sample) compareDeepLIFT(t *testing.T, from []float32, here map[gr.Output][]float64, got []float32) {
	t.Helper()
	there := s.at(func(i int) float64 { return float64(from[i]) })
	if there == nil {
		return
	}
	small := false
	want := newSum(len(s.x))
	want.addMap(s.gradient(here, 1, func(n *gr.Node, i int, u, dz float64) float64 {
		ur := there[s.inputOf(n)][i]
		if math.Abs(u-ur) <= 1e-5 {
			return ordinary(n, i, (u+ur)/2, dz)
		}
		small = small || math.Abs(u-ur) < 1e-3*(math.Abs(u)+1) // float32 has no three digits of it
		z, _ := activate(kindOf(n), u)
		zr, _ := activate(kindOf(n), ur)
		return dz * (z - zr) / (u - ur)
	}), 1)
	if !small {
		want.compare(t, "DeepLIFT", widened(got))
	}
}

// A sum adds up gradients of the reference, and their sizes.
type sum struct {
	values []float64
	size   float64
	// unsure is set if a point was near an edge.
	unsure bool
}

func newSum(n int) *sum { return &sum{values: make([]float64, n)} }

// add adds a power of the gradient at a point.
func (w *sum) add(s *sample, at map[gr.Output][]float64, power int) {
	if at == nil {
		w.unsure = true
		return
	}
	w.addMap(s.gradient(at, 1, ordinary), power)
}

func (w *sum) addMap(gradient []float64, power int) {
	square := 0.0
	for i, d := range gradient {
		d = math.Pow(d, float64(power))
		w.values[i] += d
		square += d * d
	}
	w.size += math.Sqrt(square)
}

// rough allows for float32 in networks of any weights: a wrong row gives 1e-2 and more.
const rough = 1e-3

func (w *sum) compare(t *testing.T, what string, got []float64) {
	t.Helper()
	if w.unsure || !(w.size < 1e6) {
		return
	}
	off := 0.0
	for i, d := range got {
		off += (d - w.values[i]) * (d - w.values[i])
	}
	if !(math.Sqrt(off) <= rough*w.size+1e-6) {
		t.Errorf("%s: off by %.2g in L2, of %.3g", what, math.Sqrt(off), w.size)
	}
}

// isTame reports whether all values are finite, and of a size that float32 sums keep.
func (s *sample) isTame(v map[gr.Output][]float64) bool {
	for _, values := range v {
		for _, z := range values {
			if !(math.Abs(z) < 1e4) {
				return false
			}
		}
	}
	return true
}

// edge is how near to an edge, as a share of the largest element of a tensor, float32 may
// take a unit for being on the other side.
const edge = 1e-5

// nearEdge reports whether an activation is near a kink or its threshold, or a max-pool near
// a tie. What is exactly there is so in float32, too, unless that rounds.
func (s *sample) nearEdge(v map[gr.Output][]float64, rounds bool) bool {
	for o := range v {
		switch n := o.Node; {
		case n.SelectsFrozen():
			if s.lifts && s.frozen[n].value != nil && near(v[n.Inputs[1]], float64(s.frozen[n].threshold), rounds) {
				return true
			}
		case n.Op == "MaxPool":
			if hasTie(n, v[n.Inputs[0]], rounds) {
				return true
			}
		case n.Op == "Maximum" || n.Op == "Minimum":
			if near(v[n.Inputs[0]], s.constant(n.Inputs[1])[0], rounds) {
				return true
			}
		case isActivation(kindOf(n)):
			u := v[s.inputOf(n)]
			if near(u, 0, rounds) || kindOf(n) == "Relu6" && near(u, 6, rounds) || kindOf(n) == "HardSwish" && (near(u, 3, rounds) || near(u, -3, rounds)) {
				return true
			}
		}
	}
	return false
}

// near reports whether a value is close to an edge, or on it if that counts.
func near(values []float64, at float64, on bool) bool {
	largest := largestOf(values)
	return slices.ContainsFunc(values, func(z float64) bool {
		gap := math.Abs(float64(float32(z)) - at)
		return gap < edge*largest && (on || gap > 0)
	})
}

func largestOf(values []float64) float64 {
	largest := 0.0
	for _, z := range values {
		largest = max(largest, math.Abs(z))
	}
	return largest
}

// hasTie reports whether the two largest of a window are close, or equal if that counts.
// Zeros are equal: most are what an activation or freezing made of them.
func hasTie(n *gr.Node, x []float64, on bool) bool {
	_, _, c := dims(n.Out(0))
	k := n.Ints("ksize")
	windows := map[int][]float64{}
	visit(n, int(k[1]), int(k[2]), func(o, i, _, _ int) {
		for ch := range c {
			windows[o*c+ch] = append(windows[o*c+ch], x[i*c+ch])
		}
	})
	largest := largestOf(x)
	for _, w := range windows {
		slices.Sort(w)
		l := len(w)
		if l < 2 {
			continue
		}
		gap := w[l-1] - w[l-2]
		if gap < edge*largest && (gap > 0 || on && w[l-1] != 0) {
			return true
		}
	}
	return false
}
