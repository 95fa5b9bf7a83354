package tfreeze_test

import (
	"context"
	"errors"
	"image"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"tfreeze"
	"tfreeze/methods"
)

// TestRefusedModels: bad options and bad models give errors that say what is wrong.
func TestRefusedModels(t *testing.T) {
	open := func(path string, o tfreeze.ModelOptions) error {
		m, err := tfreeze.Open(context.Background(), path, o)
		if err == nil {
			m.Close()
		}
		return err
	}
	labels := filepath.Join(t.TempDir(), "labels.txt")
	if err := os.WriteFile(labels, []byte("cat\ndog\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		o    tfreeze.ModelOptions
		want string
	}{
		{"none", tfreeze.ModelOptions{}, `model "none" does not exist`},
		{tiny, tfreeze.ModelOptions{Score: "logits"}, `there is no score "logits" \(did you mean "logit"\?\); there are logit, probability`},
		{tiny, tfreeze.ModelOptions{Methods: []string{"gradient"}}, `there is no method "gradient".*`},
		{tiny, tfreeze.ModelOptions{Variants: []tfreeze.Variant{"frozen"}}, `there is no variant "frozen"; there are plain, threshold, mask`},
		{tiny, tfreeze.ModelOptions{Preprocess: "vgg16"}, `there is no preprocessing "vgg16" .*`},
		{tiny, tfreeze.ModelOptions{Recipe: &tfreeze.Recipe{Name: "mine"}}, `preprocessing "mine": scale and std must not be 0`},
		{tiny, tfreeze.ModelOptions{Resize: "stretch"}, `there is no way to resize "stretch"; there are crop, squash, pad`},
		{tiny, tfreeze.ModelOptions{Threads: -1}, `-1 threads: give 1 to 1024, or 0 for one per core`},
		{tiny, tfreeze.ModelOptions{Labels: labels}, `labels .*: it has 2 names, the network 3 classes: .*`},
		{tiny, tfreeze.ModelOptions{Activations: regexp.MustCompile("none")}, `testdata/tiny/frozen.pb: freeze: no activation to freeze .*`},
		{tiny, tfreeze.ModelOptions{Feeds: map[string]any{"x": nil}}, `feed x: give a bool, a number, a string or an Array, not a <nil>`},
		{tiny, tfreeze.ModelOptions{Feeds: map[string]any{"x": []float32{1}}}, `feed x: give a bool, a number, a string or an Array, not a \[\]float32`},
		{tiny, tfreeze.ModelOptions{Feeds: map[string]any{"x": tfreeze.Array{Values: []float32{1, 2}}}}, `feed x: an array of shape \[\] has 2 values`},
		{tiny, tfreeze.ModelOptions{Feeds: map[string]any{"x": 1.5}}, `testdata/tiny/frozen.pb: the model has no other input "x" to feed; it has none`},
	} {
		wantError(t, open(c.path, c.o), c.want)
	}
}

// TestRefusedInputs does the same for inputs and for the options of Explain.
func TestRefusedInputs(t *testing.T) {
	m := openTiny(t, tfreeze.ModelOptions{Methods: []string{"grad", "deeplift"}})
	nan := float32(math.NaN())
	pixels := tfreeze.Array{Shape: []int64{6, 6, 3}, Values: make([]float32, 108)}
	for _, c := range []struct {
		in   tfreeze.Input
		o    tfreeze.ExplainOptions
		want string
	}{
		{nil, tfreeze.ExplainOptions{}, "an input is nil: give an Image, an Array or a File"},
		{tfreeze.Image{}, tfreeze.ExplainOptions{}, "the image is nil"},
		{tfreeze.Image{Image: image.NewGray(image.Rect(3, 3, 3, 9))}, tfreeze.ExplainOptions{}, "the image has no pixels"},
		{tfreeze.File("none.png"), tfreeze.ExplainOptions{}, "none.png: there is no such file"},
		{tfreeze.Array{}, tfreeze.ExplainOptions{}, `an array of shape \[\] has 0 values`},
		{tfreeze.Array{Shape: []int64{6, -6, 3}, Values: pixels.Values}, tfreeze.ExplainOptions{}, `an array of shape \[6,\?,3\] has 108 values`},
		{tfreeze.Array{Shape: []int64{2, 1}, Values: []float32{1, nan}}, tfreeze.ExplainOptions{}, `the array holds NaN at \[1 0\]`},
		{tfreeze.Array{Shape: []int64{3, 6, 6}, Values: pixels.Values}, tfreeze.ExplainOptions{}, `the array has shape \[3,6,6\]; the network takes \[6,6,3\], or several of them`},
		{tfreeze.Array{Shape: []int64{2, 6, 6, 3}, Values: make([]float32, 216)}, tfreeze.ExplainOptions{}, "there are 2 inputs, but Explain takes one at a time"},
		{pixels, tfreeze.ExplainOptions{Methods: []string{"elrp"}}, "the array: the model was generated without elrp; it has .*"},
		{pixels, tfreeze.ExplainOptions{Target: tfreeze.Class(3)}, "the array: target 3 is not a class of the network, which has 3, numbered from 0 to 2"},
		{pixels, tfreeze.ExplainOptions{Target: "cat"}, `target "cat" is a label, but there are no labels.*`},
		{pixels, tfreeze.ExplainOptions{Options: methods.With(methods.Percentile.Is(101))}, `percentile 101 is not in 0\.\.100`},
		{pixels, tfreeze.ExplainOptions{Options: methods.With(methods.Steps.Is(0))}, "0 steps: at least 1 is needed"},
		{pixels, tfreeze.ExplainOptions{Baselines: []tfreeze.Baseline{tfreeze.Array{Shape: []int64{2}, Values: []float32{0, 0}}}}, `baseline has shape \[2\], the input \[6,6,3\]`},
		{pixels, tfreeze.ExplainOptions{Noise: pixels}, `noise has shape \[6,6,3\]: give samples of the input's shape \[6,6,3\]`},
		{pixels, tfreeze.ExplainOptions{Variants: []tfreeze.Variant{"none"}}, `.*"none".*`},
	} {
		_, err := m.Explain(context.Background(), c.in, c.o)
		wantError(t, err, c.want)
	}
	_, err := m.ExplainFiles(context.Background(), nil, t.TempDir(), tfreeze.FilesOptions{})
	wantError(t, err, "no input is given")
	for want, o := range map[string]tfreeze.FilesOptions{
		"0 points at once: at least 1 is needed":         {Batch: new(0)},
		"memory of -1 bytes: give 0 or more":             {Memory: -1},
		`there is no view "grey"; there are grayscale.*`: {Views: []string{"grey"}},
	} {
		_, err := m.ExplainFiles(context.Background(), []string{picture}, t.TempDir(), o)
		wantError(t, err, want)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Explain(ctx, pixels, tfreeze.ExplainOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestRefusedGenerated: what Generate has decided cannot be changed later.
func TestRefusedGenerated(t *testing.T) {
	ctx, dir := context.Background(), filepath.Join(t.TempDir(), "model")
	o := tfreeze.GenerateOptions{ModelOptions: tfreeze.ModelOptions{Methods: []string{"saliency"}}}
	g, err := tfreeze.Generate(ctx, tiny, o)
	if err == nil {
		err = g.Write(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	m, err := tfreeze.Open(ctx, dir, tfreeze.ModelOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if about := m.About(); len(about.Methods) != 1 || about.Methods[0] != "saliency" {
		t.Errorf("it explains by %v", about.Methods)
	}
	_, err = tfreeze.Open(ctx, dir, tfreeze.ModelOptions{Exact: true})
	if !errors.As(err, &tfreeze.NoEffectError{}) {
		t.Errorf("error %v", err)
	}
	wantError(t, err, "exact has no effect on .*/model, which gen wrote: give it to gen")
	again, err := tfreeze.Generate(ctx, dir, tfreeze.GenerateOptions{})
	if err != nil || !again.Already {
		t.Fatal(again, err)
	}
	wantError(t, again.Write(dir+"2"), ".*/model: it was made by gen already: give the model it was made from .*")
	for _, c := range []struct {
		o    tfreeze.GenerateOptions
		want string
	}{
		{tfreeze.GenerateOptions{Open: []string{"x"}}, ".*the score depends on no other input of that name"},
		{tfreeze.GenerateOptions{ModelOptions: tfreeze.ModelOptions{Feeds: map[string]any{"x": true}}}, ".*the score depends on no boolean of that name"},
		{tfreeze.GenerateOptions{ModelOptions: tfreeze.ModelOptions{Feeds: map[string]any{"x": 2}}}, "feed x: give true or false"},
	} {
		_, err := tfreeze.Generate(ctx, tiny, c.o)
		wantError(t, err, c.want)
	}
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !regexp.MustCompile("^(?:"+want+")$").MatchString(err.Error()) {
		t.Errorf("error %v\nwant  %s", err, want)
	}
}
