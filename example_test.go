package tfreeze_test

import (
	"context"
	"fmt"
	"image/png"
	"log"
	"math"
	"os"
	"path/filepath"

	"tfreeze"
	"tfreeze/methods"
	"tfreeze/results"
	"tfreeze/verify"
)

// This example asks what SqueezeNet sees in a photo of a cat.
func Example() {
	ctx := context.Background()
	m, err := tfreeze.Open(ctx, "testdata/squeezenet/saved_model", tfreeze.ModelOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	r, err := m.Explain(ctx, tfreeze.File("testdata/photos/chelsea.png"), tfreeze.ExplainOptions{
		Methods: []string{"guided_backprop"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range r.Top(3) {
		fmt.Printf("%d %s, score %.1f\n", p.Class, p.Label, p.Score)
	}
	figure, err := r.Figure("")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("a figure of", figure.Bounds().Dx(), "x", figure.Bounds().Dy(), "pixels")
	// Output:
	// 285 Egyptian cat, score 33.1
	// 282 tiger cat, score 32.8
	// 281 tabby, tabby cat, score 32.5
	// a figure of 829 x 773 pixels
}

// A number that is not set has its default. Where 0 means something else, the option is
// a pointer.
func ExampleModel_Explain() {
	ctx := context.Background()
	m, err := tfreeze.Open(ctx, "testdata/tiny/frozen.pb", tfreeze.ModelOptions{Preprocess: "vgg"})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	f, err := os.Open("testdata/pictures/gradient.png")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	photo, err := png.Decode(f)
	if err != nil {
		log.Fatal(err)
	}
	r, err := m.Explain(ctx, tfreeze.Image{Image: photo}, tfreeze.ExplainOptions{
		Methods: []string{"grad", "deeplift"}, Target: tfreeze.Class(1), Options: methods.With(methods.Percentile.Is(50)),
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range r.Maps {
		fmt.Println(m.Method, m.Variant, m.Shape, "of class", r.Target)
	}
	deeplift, _ := r.Map("deeplift", tfreeze.Plain)
	fmt.Println("it adds up:", math.Abs(*deeplift.ConvergenceDelta) < 1e-3)
	for _, l := range r.Layers {
		fmt.Printf("%s: %d of %d nodes pass\n", l.Name, l.Selected, l.Nodes)
	}
	// Output:
	// grad plain [6 6 3] of class 1
	// grad threshold [6 6 3] of class 1
	// deeplift plain [6 6 3] of class 1
	// deeplift threshold [6 6 3] of class 1
	// it adds up: true
	// tiny/conv1/Relu: 39 of 144 nodes pass
	// tiny/conv2/Relu: 7 of 45 nodes pass
}

// ExplainFiles writes the same directory of results as the command. Package results
// reads it.
func ExampleModel_ExplainFiles() {
	ctx := context.Background()
	m, err := tfreeze.Open(ctx, "testdata/tiny/frozen.pb", tfreeze.ModelOptions{Preprocess: "vgg"})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	dir, err := os.MkdirTemp("", "heatmaps")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	o := tfreeze.FilesOptions{ExplainOptions: tfreeze.ExplainOptions{Methods: []string{"grad"}}, Views: []string{"signed"}}
	_, err = m.ExplainFiles(ctx, []string{"testdata/pictures/gradient.png", "testdata/pictures/none.png"}, dir, o)
	fmt.Println(err)
	record, err := results.Read(dir)
	if err != nil {
		log.Fatal(err)
	}
	for _, in := range record.Inputs {
		for _, a := range in.Attributions {
			values, err := results.ReadMap(dir, &in, &a)
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(filepath.Join(in.Directory, a.NPY), len(values))
		}
	}
	// Output:
	// 1 of 2 inputs failed; the others are explained
	// gradient/grad.plain.npy 108
	// gradient/grad.threshold.npy 108
}

// TensorFlow Serving serves what Generate writes. Open opens it without building the
// graph again.
func ExampleGenerate() {
	ctx := context.Background()
	g, err := tfreeze.Generate(ctx, "testdata/tiny/frozen.pb", tfreeze.GenerateOptions{
		ModelOptions: tfreeze.ModelOptions{Preprocess: "vgg", Methods: []string{"grad"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("frozen", g.Report.FrozenByOp())
	dir, err := os.MkdirTemp("", "frozen")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := g.Write(filepath.Join(dir, "model")); err != nil {
		log.Fatal(err)
	}
	m, err := tfreeze.Open(ctx, filepath.Join(dir, "model"), tfreeze.ModelOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	about := m.About()
	fmt.Println("explains", about.Score, "by", about.Methods)
	// Output:
	// frozen Relu 2
	// explains logits:0 by [grad]
}

func ExampleInspect() {
	i, err := tfreeze.Inspect(context.Background(), "testdata/tiny/frozen.pb", tfreeze.ModelOptions{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(i.Subject.Input, "to", i.Subject.Logits)
	for _, a := range i.Activations {
		fmt.Println(a.Output.Node.Name, a.Kind)
	}
	fmt.Println(len(i.Missing), "reasons to refuse it")
	// Output:
	// input:0 to logits:0
	// tiny/conv1/Relu Relu
	// tiny/conv2/Relu Relu
	// 0 reasons to refuse it
}

func ExampleVerify() {
	rows, err := tfreeze.Verify(context.Background(), "testdata/tiny/frozen.pb", tfreeze.VerifyOptions{
		ModelOptions: tfreeze.ModelOptions{Methods: []string{"grad"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(rows), "comparisons,", len(verify.Failures(rows)), "failed")
	// Output:
	// 18 comparisons, 0 failed
}
