package explain

import (
	"context"
	"fmt"
	"os"
	"syscall"
	"testing"

	"tfreeze/gen"
	"tfreeze/inputs"
	"tfreeze/internal/kernels"
	"tfreeze/internal/pruned"
	"tfreeze/internal/pruned/plan"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// BenchmarkEngines measures what choice.go goes by, in processor time. TFREEZE_MODEL names
// another model than SqueezeNet, whose images are [H,W,3].
func BenchmarkEngines(b *testing.B) {
	j := benchmarked(b)
	if err := j.readPruned(); err != nil {
		b.Fatal(err)
	}
	p, err := j.planOf(0)
	if err != nil {
		b.Fatal(err)
	}
	net, rows := j.pruned.net, float64(p.mask.Rows)
	points := j.request.Methods[0].Points(j.inputs(), j.request.Options)
	processor(b, "plan", func() error { _, err := plan.Mask(net, j.results[0].Target, p.values); return err },
		per("ns/element", float64(net.Elements())), per("ns/row", rows))
	for _, v := range j.request.Variants {
		s := j.setting(v)
		processor(b, string(v)+" dense", func() error { return j.gradients("grad", points.Write, 0, j.spots(1), s) },
			per("ns/element", float64(net.Elements())), per("ns/madd", float64(2*net.MultiplyAdds())))
		for _, n := range []int{kernels.Lane, kernels.MaxColumns} {
			work := pointWork(p.mask, v)
			processor(b, fmt.Sprintf("%s pruned %d", v, n), func() error {
				_, err := j.prunedSums(j.prunedEngine(), j.request.Methods[0], points, pruned.Line{Alphas: points.Along[:n]}, v, 0)
				return err
			}, per("ns/element", float64(net.Elements())), per("ns/row", rows), per("ns/madd", float64(n)*float64(work)))
		}
	}
}

// A rate is a time over how often something was done.
type rate struct {
	unit string
	n    float64
}

func per(unit string, n float64) rate { return rate{unit, n} }

func processor(b *testing.B, name string, work func() error, rates ...rate) {
	b.Run(name, func(b *testing.B) {
		before := processorTime(b)
		for b.Loop() {
			if err := work(); err != nil {
				b.Fatal(err)
			}
		}
		took := (processorTime(b) - before) / float64(b.N)
		b.ReportMetric(took/1e6, "ms")
		for _, r := range rates {
			b.ReportMetric(took/r.n, r.unit)
		}
	})
}

// processorTime is that of all threads so far, in nanoseconds.
func processorTime(b *testing.B) float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return float64(r.Utime.Nano() + r.Stime.Nano())
}

// benchmarked starts integrated gradients of a photo, frozen in both ways.
func benchmarked(b *testing.B) *job {
	path := os.Getenv("TFREEZE_MODEL")
	if path == "" {
		path = "../testdata/squeezenet/saved_model"
	}
	m, err := savedmodels.Load(savedmodels.Source{Path: path})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := gen.Build(m, gen.Options{}); err != nil {
		b.Fatal(err)
	}
	r := NewRequest()
	r.Methods, _ = methods.Select([]string{"integrated_gradients"})
	r.Variants, r.Engine = []serving.Variant{serving.Mask, serving.Threshold}, PrunedEngine
	r.Options.Set(methods.Steps.Is(kernels.MaxColumns))
	e, err := Open(m, Options{Methods: r.Methods})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { e.Close() })
	f, err := os.Open("../testdata/photos/chelsea.png")
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	photo, err := inputs.Decode(f)
	if err != nil {
		b.Fatal(err)
	}
	shape := e.InputShape()
	recipe, err := savedmodels.FindRecipe("inception")
	if err != nil {
		b.Fatal(err)
	}
	if m.Card.Preprocess != nil {
		recipe = *m.Card.Preprocess
	}
	x := inputs.Preprocess(inputs.Crop.Fit(photo, int(shape[0]), int(shape[1])), recipe)
	j, err := e.begin(context.Background(), shape, [][]float32{x}, r)
	if err != nil {
		b.Fatal(err)
	}
	return j
}
