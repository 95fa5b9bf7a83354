package integration

import (
	"errors"
	"image/png"
	"os"
	"testing"

	"github.com/sbinet/npyio/npy"

	"tfreeze/internal/tensorflow"
	"tfreeze/internal/tolerances"
	"tfreeze/savedmodels"
)

// TestArchitectureRuns compares the logits of networks built from checkpoints with
// those of Python.
func TestArchitectureRuns(t *testing.T) {
	const small = testdata + "vgg_16_small/"
	x, want := readPhoto(t, testdata+"photos/coffee_224.png"), readLogits(t, small+"logits_try.npy")
	for _, file := range []string{"ckpt_v1/vgg_16_small.ckpt", "ckpt_v2/vgg_16_small.ckpt"} {
		t.Run(file, func(t *testing.T) {
			m, err := savedmodels.Load(savedmodels.Source{Arch: "vgg_16", Checkpoint: small + file})
			if err != nil {
				t.Fatal(err)
			}
			got, err := runLogits(m, x)
			if err != nil {
				t.Fatal(err)
			}
			if err := near(got, want, tolerances.Of("logits of checkpoints").Value); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestThinArchitectureRuns tests networks with other layers than VGG's.
func TestThinArchitectureRuns(t *testing.T) {
	for _, name := range []string{"inception_v3", "resnet_v2_50"} {
		t.Run(name, func(t *testing.T) {
			path := testdata + "slim_thin/" + name
			m, err := savedmodels.Load(savedmodels.Source{Arch: name, Checkpoint: path + ".ckpt"})
			if err != nil {
				t.Fatal(err)
			}
			got, err := runLogits(m, pattern(int(inputSize(m))))
			if err != nil {
				t.Fatal(err)
			}
			if err := near(got, readLogits(t, path+".logits.npy"), tolerances.Of("logits of checkpoints").Value); err != nil {
				t.Error(err)
			}
		})
	}
}

// pattern returns the image of tools/slim/checkpoint.py.
func pattern(size int) []float32 {
	var image []float32
	for y := range size {
		for x := range size {
			for c := range 3 {
				image = append(image, float32(float64((7*y+13*x+29*c+x*y)%256)/127.5-1))
			}
		}
	}
	return image
}

// inputSize returns the height and width of a model's input.
func inputSize(m *savedmodels.Model) int64 {
	return m.Signatures[0].Inputs["input"].Type().Shape[1]
}

// runLogits restores the weights and runs the model's one signature.
func runLogits(m *savedmodels.Model, x []float32) ([]float32, error) {
	s, ok := m.Signature("serving_default")
	if !ok {
		return nil, errors.New("no signature serving_default")
	}
	raw, err := m.GraphDef()
	if err != nil {
		return nil, err
	}
	session, err := tensorflow.NewSession(raw, tensorflow.Options{})
	if err != nil {
		return nil, err
	}
	defer session.Close()
	file, err := tensorflow.String(m.Weights.File)
	if err != nil {
		return nil, err
	}
	if _, err := session.Run(map[string]*tensorflow.Tensor{m.Weights.Feed: file}, nil, m.Weights.Target); err != nil {
		return nil, err
	}
	image, err := tensorflow.New([]int64{1, inputSize(m), inputSize(m), 3}, x)
	if err != nil {
		return nil, err
	}
	feeds := map[string]*tensorflow.Tensor{s.Inputs["input"].String(): image}
	logits, err := session.Run(feeds, []string{s.Outputs["logits"].String()})
	if err != nil {
		return nil, err
	}
	return tensorflow.Values[float32](logits[0])
}

// readPhoto returns an RGB photo minus the mean of VGG's training set, [224,224,3].
func readPhoto(t *testing.T, path string) []float32 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	var x []float32
	for i := range 224 * 224 {
		r, g, b, _ := img.At(i%224, i/224).RGBA()
		x = append(x, float32(r>>8)-123.68, float32(g>>8)-116.779, float32(b>>8)-103.939)
	}
	return x
}

func readLogits(t *testing.T, path string) []float32 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var logits []float32
	if err := npy.Read(f, &logits); err != nil {
		t.Fatal(err)
	}
	return logits
}
