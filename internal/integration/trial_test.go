package integration

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// TestPrunedZoo holds the pruned engine against the dense network, for each network of
// the zoo, in all methods and variants that it has, at three percentiles.
func TestPrunedZoo(t *testing.T) {
	t.Parallel()
	for _, c := range zoo {
		t.Run(c.name, func(t *testing.T) {
			x := readArrays(t, testdata+"zoo/"+c.name+".npz")["x"]
			m := load(t, savedmodels.Source{Path: filepath.Join(unpack(t, testdata+"zoo/"+c.name+".tar.gz"), "model", c.path)})
			if _, err := gen.Build(m, c.options); err != nil {
				t.Fatal(err)
			}
			r := &trial{e: open(t, m), shape: int64s(x.shape[1:]), x: x.data[:len(x.data)/x.shape[0]], noisy: c.name == "mobilenet_v3"}
			r.hold(t)
		})
	}
	t.Run("tiny", func(t *testing.T) {
		e, g := tiny(t)
		r := &trial{e: e, shape: g.shape, x: g.x}
		r.hold(t)
	})
}

// A trial compares the engines on one network.
type trial struct {
	e     *explain.Explainer
	shape []int64
	x     []float32
	// noisy marks a network that magnifies what is rounded.
	noisy bool
	// compared counts the maps that are not 0, and flipped those that needed another
	// input.
	compared, flipped int
}

// others is how many inputs are tried where the engines differ, for what the tolerance's
// reason says: a unit at an edge is at one at this input, and a mistake shows at each.
const others = 3

func (r *trial) hold(t *testing.T) {
	t.Helper()
	for _, p := range []float64{50, 80, 95} {
		for _, v := range []serving.Variant{serving.Threshold, serving.Mask} {
			left := slices.DeleteFunc(slices.Clone(methods.All), func(m methods.Method) bool { return r.e.Prunes(m, v) != nil })
			wrong := r.differing(t, r.x, p, v, left)
			r.flipped += len(wrong)
			for k := range others {
				wrong = r.differing(t, varied(r.x, uint64(k)), p, v, ofNames(left, wrong))
			}
			for name, why := range wrong {
				t.Errorf("p = %v, %s, %s: %s, also at %d other inputs", p, name, v, why, others)
			}
		}
	}
	t.Logf("%d maps, of which %d differ at the first input", r.compared, r.flipped)
	if r.compared < 30 || 6*r.flipped > r.compared {
		t.Errorf("of %d maps that are not 0, %d differ at the first input", r.compared, r.flipped)
	}
}

func ofNames(all []methods.Method, names map[string]string) []methods.Method {
	return slices.DeleteFunc(slices.Clone(all), func(m methods.Method) bool { _, ok := names[m.Name]; return !ok })
}

// differing says of the methods whose maps differ by how much.
func (r *trial) differing(t *testing.T, x []float32, p float64, v serving.Variant, of []methods.Method) map[string]string {
	t.Helper()
	wrong := map[string]string{}
	if len(of) == 0 {
		return wrong
	}
	q := explain.NewRequest()
	q.Methods, q.Variants = of, []serving.Variant{v}
	q.Options = methods.With(methods.Percentile.Is(p), methods.Steps.Is(3), methods.Samples.Is(2))
	dense, pruned := ofEngine(t, r.e, r.shape, x, q, explain.DenseEngine), ofEngine(t, r.e, r.shape, x, q, explain.PrunedEngine)
	for i, a := range dense.Attributions {
		b := pruned.Attributions[i]
		if a.Engine != explain.DenseEngine || b.Engine != explain.PrunedEngine {
			t.Errorf("%s, %s: engines %s and %s", a.Method, v, a.Engine, b.Engine)
		}
		off, size := distance(a.Values, b.Values)
		if size > 0 {
			r.compared++
		}
		if !(off <= r.allowed(a, size)) {
			wrong[a.Method] = fmt.Sprintf("the engines differ by %.2g of %.3g", off/size, size)
		}
	}
	return wrong
}

// allowed is by how much a map of that L2 norm may differ from the other engine's.
func (r *trial) allowed(a explain.Attribution, size float64) float64 {
	switch quotients := tolerances.Of("pruned quotients"); a.Method {
	case "deeplift":
		return quotients.Value + quotients.L2*size
	case "vargrad":
		return tolerances.Of("pruned variances").L2 * size
	}
	if r.noisy {
		return tolerances.Of("pruned maps of noisy networks").L2 * size
	}
	return tolerances.Of("pruned maps").L2 * size
}

// varied is another input of the same elements: they are scaled a little, each by itself.
func varied(x []float32, seed uint64) []float32 {
	r, other := rand.New(rand.NewPCG(seed, 17)), make([]float32, len(x))
	for i, v := range x {
		other[i] = v * (1 + 0.2*(r.Float32()-0.5))
	}
	return other
}

// distance is the L2 norm of b - a, and that of a.
func distance(a, b []float32) (off, size float64) {
	for i := range a {
		x, d := float64(a[i]), float64(b[i])-float64(a[i])
		off, size = off+d*d, size+x*x
	}
	return math.Sqrt(off), math.Sqrt(size)
}
