package evaluate

import (
	"context"
	"errors"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/inputs"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

func TestMain(m *testing.M) {
	tensorflow.Quiet()
	tensorflow.PreferOneDNN()
	os.Exit(m.Run())
}

// opened opens the tiny network.
func opened(t *testing.T, o explain.Options) *explain.Explainer {
	t.Helper()
	m, err := savedmodels.Load(savedmodels.Source{Path: "../testdata/tiny/frozen.pb"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gen.Build(m, gen.Options{Exact: o.Permute != nil}); err != nil {
		t.Fatal(err)
	}
	e, err := explain.Open(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// pictures are images of the tiny network, of which it tells four classes from three: some
// have grids.
func pictures(t *testing.T, n int) []*inputs.Input {
	t.Helper()
	recipe, err := savedmodels.FindRecipe("vgg")
	if err != nil {
		t.Fatal(err)
	}
	reader := inputs.Reader{Shape: []int64{6, 6, 3}, Recipe: &recipe}
	var all []*inputs.Input
	for k := range n {
		img := image.NewRGBA(image.Rect(0, 0, 6, 6))
		for i := range 36 {
			img.Set(i%6, i/6, color.RGBA{uint8(i * 7 * (k + 1)), uint8(255 - i*5*k), uint8(80 * k), 255})
		}
		in, err := reader.Image(img)
		if err != nil {
			t.Fatal(err)
		}
		in.Path, in.Name = string(rune('a'+k))+".png", string(rune('a'+k))
		all = append(all, in)
	}
	return all
}

func work(t *testing.T, dir string, e *explain.Explainer, metrics ...string) Work {
	t.Helper()
	w := Work{Explainer: e, Request: explain.NewRequest(), Inputs: pictures(t, 3), Dir: dir, File: File{Version: Version}}
	var err error
	if w.Metrics, err = Select(metrics); err != nil {
		t.Fatal(err)
	}
	w.Options.Methods, _ = methods.Select([]string{"grad", "integrated_gradients"})
	w.Request.Options.Set(methods.Steps.Is(4))
	w.Variants, w.Percentiles, w.Batch, w.Settings = serving.Variants, []float64{50, 80}, 3, NewSettings()
	w.Settings.Score, w.Settings.StepPixels, w.Settings.Probes, w.Settings.Layers = Softmax, 9, 2, 2
	w.Permuted = func(seed uint64) (*explain.Explainer, error) { return opened(t, explain.Options{Permute: &seed}), nil }
	w.File.Made.Settings = w.Settings
	return w
}

// TestRun: every map has a row for each metric; a run that was killed goes on, and comes to
// the same rows; another may ask for more.
func TestRun(t *testing.T) {
	e := opened(t, explain.Options{})
	defer e.Close()
	dir := filepath.Join(t.TempDir(), "study")
	w := work(t, dir, e, "all")
	if err := Run(context.Background(), w); err != nil {
		t.Fatal(err)
	}
	whole := sorted(t, dir)
	// 3 images; of 2 methods a plain map and 3 variants at 2 percentiles; 2 controls, which
	// the 3 metrics that explain are not measured of.
	values, explaining := 0, 0
	for _, c := range w.Metrics {
		if values += len(c.Values); c.Explains {
			explaining += len(c.Values)
		}
	}
	if want := 3 * (2*(1+3*2)*values + 2*(values-explaining)); len(whole) != want {
		t.Errorf("%d rows, want %d", len(whole), want)
	}
	for _, file := range []string{RunFile, SummaryFile, TableFile} {
		if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
			t.Error(err)
		}
	}
	path := filepath.Join(dir, RowsFile)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content[:len(content)/2], 0o666); err != nil {
		t.Fatal(err)
	}
	if err := Run(context.Background(), w); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(sorted(t, dir), whole) {
		t.Error("the run that went on has other rows")
	}
	w.Percentiles = append(w.Percentiles, 95)
	w.Metrics, _ = Select([]string{"gini:2"})
	if err := Run(context.Background(), w); err != nil {
		t.Fatal(err)
	}
	if got, want := len(sorted(t, dir)), len(whole)+2*2*3; got != want {
		t.Errorf("with another percentile there are %d rows, want %d", got, want)
	}
	f, err := Read(dir)
	if err != nil || !f.Complete || len(f.Images) != 3 || f.Images[2].Name != "c" {
		t.Errorf("%+v, error %v", f, err)
	}
}

// TestComplete: a run that was interrupted is complete when one has gone through all of its
// images, not when one of a few has ended.
func TestComplete(t *testing.T) {
	e := opened(t, explain.Options{})
	defer e.Close()
	w := work(t, filepath.Join(t.TempDir(), "study"), e, "gini")
	ctx, stop := context.WithCancel(context.Background())
	w.Watch = func(i int, _ *inputs.Input) {
		if i == 1 {
			stop()
		}
	}
	if err := Run(ctx, w); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	w.Watch = nil
	all := w.Inputs
	for k, images := range []int{1, 3, 1} {
		w.Inputs = all[:images]
		if err := Run(context.Background(), w); err != nil {
			t.Fatal(err)
		}
		if f, err := Read(w.Dir); err != nil || f.Complete != (k > 0) {
			t.Errorf("run %d, of %d images: complete %v, error %v", k, images, f.Complete, err)
		}
	}
}

// sorted are the lines of the rows, in the order of their text.
func sorted(t *testing.T, dir string) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, RowsFile))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")[1:]
	slices.Sort(lines)
	return lines
}

// TestRunRefuses: rows of another model or made differently, directories of others, and a
// probability that the model does not have.
func TestRunRefuses(t *testing.T) {
	e := opened(t, explain.Options{})
	defer e.Close()
	dir := filepath.Join(t.TempDir(), "study")
	if err := Run(context.Background(), work(t, dir, e, "gini")); err != nil {
		t.Fatal(err)
	}
	older := work(t, dir, e, "gini") // by a tfreeze that did not have the option
	older.File.Made.Options = map[string]string{"steps": "100"}
	if err := Run(context.Background(), older); err != nil {
		t.Error(err)
	}
	others := t.TempDir()
	if err := os.WriteFile(filepath.Join(others, "thesis.tex"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Work){
		"rows of another model":                   func(w *Work) { w.File.Model.SHA256 = "other" },
		"probes was 2, is 9":                      func(w *Work) { w.File.Made.Settings.Probes = 9 },
		`steps was "100", is "7"`:                 func(w *Work) { w.File.Made.Options = map[string]string{"steps": "7"} },
		"seed was 0, is 5":                        func(w *Work) { w.File.Made.Seed = 5 },
		"holds other files":                       func(w *Work) { w.Dir = others },
		"no Softmax or Sigmoid behind its scores": func(w *Work) { w.Settings.Score = Probability; w.Metrics, _ = Select([]string{"insertion"}) },
		"percentile 101: give 0 to 100":           func(w *Work) { w.Percentiles = []float64{101} },
		"square 2: give a share of the picture's": func(w *Work) { w.Settings.Square = 2 },
		"0 points at once":                        func(w *Work) { w.Batch = 0 },
	} {
		w := work(t, dir, e, "gini")
		change(&w)
		if err := Run(context.Background(), w); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

// TestSelect: each metric once, with its limit; a mistyped name is refused.
func TestSelect(t *testing.T) {
	got, err := Select([]string{"gini", "mprt:3", "all"})
	if err != nil || got[0].Name != "gini" || got[1].Limit != 3 || len(got) != len(Metrics)-2 {
		t.Errorf("%d metrics, error %v", len(got), err)
	}
	for text, want := range map[string]string{"ginny": `there is no metric "ginny"`, "gini:0": "give a number of images", "gini:x": "give a number of images"} {
		if _, err := Select([]string{text}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
