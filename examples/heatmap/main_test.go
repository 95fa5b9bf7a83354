package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"examples/squeezenet"
)

// The model, and the maps of the command: make examples writes both.
const (
	model = "../../out/examples/squeezenet"
	maps  = "../../out/examples/maps/chelsea"
	photo = "../../testdata/photos/chelsea.png"
)

// TestRun: the program names the cat, and draws a heatmap of the network's input size.
func TestRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "heatmap.png")
	var out bytes.Buffer
	if err := run(context.Background(), []string{model, photo, path}, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "class 285 Egyptian cat, score 33.") {
		t.Errorf("it says %q", &out)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := png.DecodeConfig(f)
	if err != nil || c.Width != squeezenet.Width || c.Height != squeezenet.Height {
		t.Errorf("the heatmap is %d x %d: %v", c.Width, c.Height, err)
	}
}

// TestRunErrors: each error names what is wrong.
func TestRunErrors(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "usage: "},
		{[]string{"nothing", photo, "x.png"}, "squeezenet: open nothing: "},
		{[]string{model, "main.go", "x.png"}, "main.go: image: unknown format"},
		{[]string{"../../testdata/squeezenet/saved_model", photo, "x.png"}, "squeezenet: open ../../testdata/squeezenet/saved_model: "},
	} {
		if err := run(context.Background(), test.args, nil); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%q: got %v, want %s", test.args, err, test.want)
		}
	}
}

// TestMaps: the attributions are those of the command. Both run the same network on
// the same float32 input, and may take sums in another order, which changes less than
// 1e-5 of the norm.
func TestMaps(t *testing.T) {
	img, err := readImage(photo)
	if err != nil {
		t.Fatal(err)
	}
	x, err := squeezenet.Images(img)
	if err != nil {
		t.Fatal(err)
	}
	m, err := squeezenet.Open(model)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ctx, dog := context.Background(), []squeezenet.Class{squeezenet.ClassBeagle}
	guided, err := m.GuidedBackpropFrozen(ctx, x, squeezenet.GuidedBackpropFrozenOptions{Targets: dog, Percentile: squeezenet.Float32(70)})
	compare(t, "guided_backprop.threshold", guided, err)
	way, err := m.IntegratedGradientsFrozenMask(ctx, x, squeezenet.IntegratedGradientsFrozenMaskOptions{
		Targets: dog, Percentile: squeezenet.Float32(70), Steps: squeezenet.Int32(4), Baseline: squeezenet.Tensor[float32]{Values: []float32{0}},
	})
	compare(t, "integrated_gradients.mask", way, err)
	smooth, err := m.SmoothgradFrozen(ctx, x, squeezenet.SmoothgradFrozenOptions{
		Targets: dog, Percentile: squeezenet.Float32(70), Samples: squeezenet.Int32(3), Seed: squeezenet.Int64(7),
	})
	compare(t, "smoothgrad.threshold", smooth, err)
}

func compare(t *testing.T, name string, e *squeezenet.Explanation, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
		return
	}
	want := readNPY(t, filepath.Join(maps, name+".npy"))
	got := e.Attribution.Values
	if len(got) != len(want) || e.Target[0] != squeezenet.ClassBeagle {
		t.Errorf("%s: %d elements for %d, target %s", name, len(got), len(want), e.Target[0])
		return
	}
	var off, norm float64
	for i := range want {
		d, w := float64(got[i]-want[i]), float64(want[i])
		off, norm = off+d*d, norm+w*w
	}
	if r := math.Sqrt(off / norm); !(r <= 1e-5) {
		t.Errorf("%s is off by %.2g of its norm", name, r)
	}
}

// readNPY returns the elements of a float32 array that the command wrote.
func readNPY(t *testing.T, path string) []float32 {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw = raw[10+int(binary.LittleEndian.Uint16(raw[8:])):]
	values := make([]float32, len(raw)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return values
}
