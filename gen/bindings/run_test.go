package bindings

import (
	"context"
	"errors"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/gen/bindings/testdata/served"
	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/savedmodels"
)

// savedModel writes the model for which testdata/served was generated.
func savedModel(t *testing.T, change func(*savedmodels.Model)) string {
	t.Helper()
	m, _ := readCase(t, "testdata/served/served.txtar")
	m.Card.Generated = &savedmodels.Generated{}
	if change != nil {
		change(m)
	}
	dir := t.TempDir()
	if err := savedmodels.WriteFiles(dir, m, nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

func openServed(t *testing.T) *served.Model {
	t.Helper()
	// The test binary does not link the library: it loads it.
	if err := tensorflow.Load(); err != nil {
		t.Fatal(err)
	}
	m, err := served.Open(savedModel(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// batch returns n inputs. Every element of input i is i+1.
func batch(n int) served.Tensor[float32] {
	x := served.Tensor[float32]{Shape: []int64{int64(n), 4, 5, 3}}
	for i := range n * 60 {
		x.Values = append(x.Values, float32(i/60+1))
	}
	return x
}

// TestExplanation: each input gets its own part of the options, however many inputs run
// at once.
func TestExplanation(t *testing.T) {
	m := openServed(t)
	perInput := served.Tensor[float32]{Shape: []int64{5, 4, 5, 3}, Values: make([]float32, 300)}
	perInput.Values[2*60] = 1
	for _, size := range []int{0, 1, 2, 5, 9} {
		e, err := m.GradFrozen(context.Background(), batch(5), served.GradFrozenOptions{
			Percentile: served.Float32(2), Targets: []served.Class{2, 1, 0, served.TopClass, 2}, Baseline: perInput, Batch: size,
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]served.Class{2, 1, 0, -1, 2}, e.Target); diff != "" {
			t.Errorf("batch %d: targets %s", size, diff)
		}
		if diff := cmp.Diff([]float32{1, 2, 3, 4, 5}, e.Score); diff != "" {
			t.Errorf("batch %d: scores %s", size, diff)
		}
		if diff := cmp.Diff([]int64{5, 4, 5, 3}, e.Attribution.Shape); diff != "" {
			t.Errorf("batch %d: shape %s", size, diff)
		}
		// Of the 60 elements of input 2, one starts at 1.
		if diff := cmp.Diff([]float32{0, 0, 3 - (60*3-1)/float32(60), 0, 0}, e.BaselineScore); diff != "" {
			t.Errorf("batch %d: scores at the baseline %s", size, diff)
		}
		a := e.Attribution.Values
		if a[0] != 2 || a[2*60] != 4 || a[2*60+1] != 6 || a[299] != 10 {
			t.Errorf("batch %d: attribution %v", size, a)
		}
	}
}

// TestDefaults: an option that is left out has the model's default.
func TestDefaults(t *testing.T) {
	e, err := openServed(t).GradFrozen(context.Background(), batch(2), served.GradFrozenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if e.Attribution.Values[60] != 2 || e.Target[1] != served.TopClass {
		t.Errorf("attribution %v, target %v", e.Attribution.Values[60], e.Target)
	}
	one, err := openServed(t).Grad(context.Background(), batch(2), served.GradOptions{Targets: []served.Class{served.ClassCat}})
	if err != nil || one.Target[0] != 0 || one.Target[1] != 0 {
		t.Errorf("one target for all: %v, %v", one, err)
	}
	if one.BaselineScore != nil {
		t.Errorf("scores at a baseline, which the method does not have: %v", one.BaselineScore)
	}
}

// TestHeatmaps: 0 is black, 1 is white.
func TestHeatmaps(t *testing.T) {
	x := batch(2)
	for i := range x.Values[:60] {
		x.Values[i] = -1
	}
	e, err := openServed(t).Grad(context.Background(), x, served.GradOptions{})
	if err != nil {
		t.Fatal(err)
	}
	images := e.Images()
	if len(images) != 2 || images[0].Bounds() != image.Rect(0, 0, 5, 4) {
		t.Fatalf("%d images of %v", len(images), images[0].Bounds())
	}
	if images[0].GrayAt(4, 3) != (color.Gray{0}) || images[1].GrayAt(0, 3) != (color.Gray{255}) {
		t.Errorf("%v, %v", images[0].Pix, images[1].Pix)
	}
}

// TestTypes: elements of every type can be passed in and returned.
func TestTypes(t *testing.T) {
	text := served.Tensor[string]{Shape: []int64{3, 2}, Values: []string{"a", "", "ü\x00", strings.Repeat("long ", 20), "d", "e"}}
	bytes := served.Tensor[uint8]{Shape: []int64{2, 1}, Values: []uint8{7, 255}}
	r, err := openServed(t).Types(context.Background(), bytes, false, text, "you", served.TypesOptions{Seed: served.Int64(1 << 60)})
	if err != nil {
		t.Fatal(err)
	}
	want := &served.TypesResult{
		Greeted: served.Tensor[string]{Shape: []int64{3, 2}, Values: []string{"hello a", "hello ", "hello ü\x00", "hello " + strings.Repeat("long ", 20), "hello d", "hello e"}},
		Hail:    "hello you", Seed: 1 << 60, Turned: true,
		Wide: served.Tensor[int64]{Shape: []int64{2, 1}, Values: []int64{7, 255}},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Error(diff)
	}
}

// TestActivations: the call returns the layers that it names, or all.
func TestActivations(t *testing.T) {
	m := openServed(t)
	all, err := m.Activations(context.Background(), batch(2))
	if err != nil || len(all.Layers) != 2 || len(all.Logits.Values) != 6 {
		t.Errorf("%v, %v", all, err)
	}
	one, err := m.Activations(context.Background(), batch(2), served.LayerNet2Relu)
	if err != nil || len(one.Layers) != 1 || len(one.Layers[served.LayerNet2Relu].Values) != 6 {
		t.Errorf("%v, %v", one, err)
	}
}

// TestRunErrors: errors name the signature, or say what is wrong.
func TestRunErrors(t *testing.T) {
	m, ctx := openServed(t), context.Background()
	x := batch(2)
	grad := func(x served.Tensor[float32], o served.GradOptions) error {
		_, err := m.Grad(ctx, x, o)
		return err
	}
	short, odd, nan := batch(2), served.Tensor[float32]{Shape: []int64{1, 4, 5, 2}, Values: make([]float32, 40)}, batch(1)
	short.Values = short.Values[:100]
	nan.Values[7] /= 0
	nan.Values[7] -= nan.Values[7]
	_, layer := m.Activations(ctx, x, "net/3")
	_, text := m.Types(ctx, served.Tensor[uint8]{}, false, served.Tensor[string]{Shape: []int64{1, 2}, Values: []string{"a"}}, "", served.TypesOptions{})
	_, huge := m.ServingDefault(ctx, served.Tensor[float32]{Shape: []int64{1 << 40, 1 << 40}, Values: []float32{1}})
	ended, cancel := context.WithCancelCause(ctx)
	cancel(errors.New("no more"))
	_, ctxErr := m.ServingDefault(ended, x)
	_, overflow := m.GradFrozen(ctx, batch(9), served.GradFrozenOptions{Percentile: served.Float32(1e38)})
	for _, test := range []struct {
		err  error
		want string
	}{
		{grad(served.Tensor[float32]{}, served.GradOptions{}), `there is no input`},
		{grad(short, served.GradOptions{}), `signature "grad": 100 elements are given; the shape [2 4 5 3] needs 120`},
		{grad(nan, served.GradOptions{}), `the input holds NaN at element 7`},
		{grad(odd, served.GradOptions{}), `signature "grad": input "input": its shape is [1 4 5 2]; it must be [-1 4 5 3], where -1 is any size`},
		{grad(x, served.GradOptions{Batch: -1}), `batch -1: at least 1 input must run at once`},
		{grad(x, served.GradOptions{Targets: []served.Class{1, 2, 0}}), `input "target": 3 targets for 2 inputs: give one, or one for each`},
		{grad(x, served.GradOptions{Targets: []served.Class{3}}), `input "target": there is no class 3`},
		{grad(x, served.GradOptions{Targets: []served.Class{-2}}), `input "target": there is no class -2`},
		{layer, `there is no layer "net/3"`},
		{text, `signature "types": input "`},
		{huge, `an array of shape [1099511627776 1099511627776] is impossible`},
		{ctxErr, `served: signature "serving_default": no more`},
		{overflow, `signature "grad_frozen_with_options": input 3: the attribution is +Inf at element `},
	} {
		if test.err == nil || !strings.Contains(test.err.Error(), test.want) {
			t.Errorf("got  %v\nwant %s", test.err, test.want)
		}
	}
}

// TestOpenRefuses: Open refuses another model than the package's.
func TestOpenRefuses(t *testing.T) {
	if err := tensorflow.Load(); err != nil {
		t.Fatal(err)
	}
	const stale = "are not those that this package was generated for"
	for _, test := range []struct {
		name, want string
		change     func(*savedmodels.Model)
	}{
		{"another tensor", stale, func(m *savedmodels.Model) { m.Signatures[0].Outputs["logits"] = m.Graph.Node("score").Out(0) }},
		{"a signature less", stale, func(m *savedmodels.Model) { m.Signatures = m.Signatures[1:] }},
		{"another recipe", stale, func(m *savedmodels.Model) { m.Card.Preprocess.Scale = 1 }},
		{"no recipe", stale, func(m *savedmodels.Model) { m.Card.Preprocess = nil }},
		{"no labels", stale, func(m *savedmodels.Model) { m.Card.Labels = "" }},
		{"other labels", stale, func(m *savedmodels.Model) { os.WriteFile(m.Card.Labels, []byte("cat\ndog\nfox\n"), 0o644) }},
	} {
		m, err := served.Open(savedModel(t, test.change))
		if m != nil || err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "tfreeze gen MODEL --out DIR --go DIR --package served") {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

// TestOpenRefusesOthers: Open refuses a directory that gen did not write, in one
// sentence, before it loads a model.
func TestOpenRefusesOthers(t *testing.T) {
	const others = "tfreeze gen did not write this model: write one with tfreeze gen MODEL --out DIR --go DIR --package served"
	none := filepath.Join(t.TempDir(), "none")
	bare := savedModel(t, nil)
	os.RemoveAll(filepath.Join(bare, "assets.extra"))
	damaged := savedModel(t, nil)
	os.WriteFile(filepath.Join(damaged, "assets.extra", "tfreeze.json"), []byte("labels"), 0o644)
	empty := t.TempDir()
	for _, test := range []struct{ dir, want string }{
		{none, "there is no such directory"},
		{empty, "it is not a SavedModel: it has no saved_model.pb"},
		{bare, others},
		{savedModel(t, func(m *savedmodels.Model) { m.Card.Generated = nil }), others},
		{damaged, "assets.extra/tfreeze.json: invalid character 'l' looking for beginning of value"},
	} {
		_, err := served.Open(test.dir)
		if want := "served: open " + test.dir + ": " + test.want; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// TestAnotherGraph: the fingerprint does not cover the graph, so that results are
// checked.
func TestAnotherGraph(t *testing.T) {
	if err := tensorflow.Load(); err != nil {
		t.Fatal(err)
	}
	replace := func(name string, shape gr.Shape, values ...int32) func(*savedmodels.Model) {
		return func(m *savedmodels.Model) {
			c := m.Graph.Node(name)
			c.Attr["value"] = gr.Scope{Graph: m.Graph}.Const("other", gr.Tensor(shape, values...)).Node.Attr["value"]
		}
	}
	for _, test := range []struct {
		change func(*savedmodels.Model)
		want   string
	}{
		{replace("sides", gr.Shape{3}, 0, 1, 2), "the model gave an attribution of shape [2 4 5 3], 3 scores and 3 targets for inputs of shape [2 4 5 3]"},
		{replace("channel", nil, 0), "the model gave heatmaps of shape [4 5 3] for inputs of shape [2 4 5 3]"},
	} {
		m, err := served.Open(savedModel(t, test.change))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Grad(context.Background(), batch(2), served.GradOptions{Batch: 2}); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
		m.Close()
	}
}

// counting is a context that ends after its error was checked left times.
type counting struct {
	context.Context
	left int
}

func (c *counting) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestCancel: the context is checked once before every run.
func TestCancel(t *testing.T) {
	m := openServed(t)
	for _, test := range []struct{ batch, runs int }{{1, 6}, {2, 3}, {4, 2}, {6, 1}} {
		ctx := &counting{context.Background(), test.runs}
		if _, err := m.Grad(ctx, batch(6), served.GradOptions{Batch: test.batch}); err != nil {
			t.Errorf("%d runs are enough for batch %d: %v", test.runs, test.batch, err)
		}
		ctx.left = test.runs - 1
		if _, err := m.Grad(ctx, batch(6), served.GradOptions{Batch: test.batch}); !errors.Is(err, context.Canceled) {
			t.Errorf("batch %d went on: %v", test.batch, err)
		}
	}
}

// TestConcurrent: many callers share a model, and Close waits for them.
func TestConcurrent(t *testing.T) {
	m := openServed(t)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			e, err := m.GradFrozen(context.Background(), batch(3), served.GradFrozenOptions{Percentile: served.Float32(float32(i))})
			if err != nil || e.Attribution.Values[179] != float32(3*i) {
				t.Errorf("caller %d: %v", i, err)
			}
		})
	}
	all.Wait()
	if err := errors.Join(m.Close(), m.Close()); err != nil {
		t.Error(err)
	}
	if _, err := m.ServingDefault(context.Background(), batch(1)); err == nil || !strings.Contains(err.Error(), "session is closed") {
		t.Errorf("a call after Close: %v", err)
	}
}
