package integration

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
	"testing"

	gr "tfreeze/graphrewrite"

	"tfreeze/explain"
	"tfreeze/gen"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods"
	"tfreeze/methods/serving"
	"tfreeze/savedmodels"
)

// networks has one form of each network.
var networks = []form{named("tiny/frozen GraphDef"), named("squeezenet/SavedModel"), named("vgg_16_small/V2 checkpoint")}

func named(name string) form {
	return forms[slices.IndexFunc(forms, func(f form) bool { return f.name == name })]
}

// TestFrozenEqualsOriginal: at the input, the network gives the original's logits to
// the bit, whether it is frozen by thresholds, by masks, or not at all.
func TestFrozenEqualsOriginal(t *testing.T) {
	for _, f := range networks {
		t.Run(f.name, func(t *testing.T) {
			g := readGolden(t, f.goldens[0])
			want := original(t, f, g)
			m := load(t, f.source(t))
			if _, err := gen.Build(m, gen.Options{}); err != nil {
				t.Fatal(err)
			}
			s := session(t, m)
			activations, _ := m.Signature(savedmodels.SignatureActivations)
			logits := activations.Outputs[savedmodels.LogitsKey]
			feeds := map[string]*tensorflow.Tensor{activations.Inputs["input"].String(): batchOf(t, g)}
			if got := fetch(t, s, feeds, logits); !bytes.Equal(got, want) {
				t.Error("fed with nothing, the frozen-aware graph differs from the original")
			}
			for name, freeze := range frozenFeeds(t, s, m, g, feeds) {
				maps.Copy(freeze, feeds)
				if got := fetch(t, s, freeze, logits); !bytes.Equal(got, want) {
					t.Errorf("frozen by %s, the network differs from the original", name)
				}
			}
		})
	}
}

// original runs the model before gen.
func original(t *testing.T, f form, g *golden) []byte {
	t.Helper()
	m := load(t, f.source(t))
	input, logits := m.Graph.Node("input").Out(0), m.Graph.Node("logits").Out(0)
	return fetch(t, session(t, m), map[string]*tensorflow.Tensor{input.String(): batchOf(t, g)}, logits)
}

// frozenFeeds freezes all nodes except those above a quarter of each layer's maximum.
func frozenFeeds(t *testing.T, s *tensorflow.Session, m *savedmodels.Model, g *golden, feeds map[string]*tensorflow.Tensor) map[string]map[string]*tensorflow.Tensor {
	t.Helper()
	freezings, err := gr.Freezings(m.Graph)
	if err != nil {
		t.Fatal(err)
	}
	thresholds, masks := map[string]*tensorflow.Tensor{}, map[string]*tensorflow.Tensor{}
	for _, f := range freezings {
		out, err := s.Run(feeds, []string{f.Activation.String()})
		if err != nil {
			t.Fatal(err)
		}
		v, err := tensorflow.Values[float32](out[0])
		if err != nil {
			t.Fatal(err)
		}
		largest := float32(0)
		for _, a := range v {
			largest = max(largest, a)
		}
		pass := make([]bool, len(v))
		for i, a := range v {
			pass[i] = a >= largest/4
		}
		thresholds[f.Value.String()], masks[f.Value.String()] = out[0], out[0]
		if thresholds[f.Threshold.String()], err = tensorflow.Scalar(largest / 4); err != nil {
			t.Fatal(err)
		}
		if masks[f.Pass.String()], err = tensorflow.New(out[0].Shape(), pass); err != nil {
			t.Fatal(err)
		}
	}
	return map[string]map[string]*tensorflow.Tensor{"thresholds": thresholds, "masks": masks}
}

func session(t *testing.T, m *savedmodels.Model) *tensorflow.Session {
	t.Helper()
	raw, err := m.GraphDef()
	if err != nil {
		t.Fatal(err)
	}
	s, err := tensorflow.Open(raw, (*tensorflow.Weights)(m.Weights), tensorflow.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func batchOf(t *testing.T, g *golden) *tensorflow.Tensor {
	t.Helper()
	return tensor(t, append([]int64{1}, g.shape...), g.x)
}

func tensor[T tensorflow.Element](t *testing.T, shape []int64, data []T) *tensorflow.Tensor {
	t.Helper()
	x, err := tensorflow.New(shape, data)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// fetch returns a float tensor's bytes.
func fetch(t *testing.T, s *tensorflow.Session, feeds map[string]*tensorflow.Tensor, o gr.Output) []byte {
	t.Helper()
	return bytesOf(t, values(t, s, feeds, o))
}

func values(t *testing.T, s *tensorflow.Session, feeds map[string]*tensorflow.Tensor, o gr.Output) []float32 {
	t.Helper()
	out, err := s.Run(feeds, []string{o.String()})
	if err != nil {
		t.Fatal(err)
	}
	v, err := tensorflow.Values[float32](out[0])
	if err != nil {
		t.Fatal(err)
	}
	return append([]float32(nil), v...)
}

func bytesOf(t *testing.T, v []float32) []byte {
	t.Helper()
	raw, err := binary.Append(nil, binary.LittleEndian, v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestSmoothGradIsDeterministic: the same seed gives the same bytes, in another session
// and for every batch size. Another seed gives other bytes.
func TestSmoothGradIsDeterministic(t *testing.T) {
	for _, f := range networks[:2] {
		t.Run(f.name, func(t *testing.T) {
			g := readGolden(t, f.goldens[0])
			smooth := func(seed uint64, batch int) []byte {
				r := explain.NewRequest()
				r.Methods, r.Parallel = only(t, "smoothgrad"), batch
				r.Options.Set(methods.Samples.Is(5), methods.Seed.Is(seed))
				r.Variants = []serving.Variant{serving.Threshold}
				return bytesOf(t, run(t, open(t, load(t, f.source(t))), g, r).Attributions[0].Values)
			}
			want := smooth(7, 1)
			for _, batch := range []int{1, 2, 3, 8} {
				if !bytes.Equal(smooth(7, batch), want) {
					t.Errorf("a batch of %d gives other bytes than one of 1", batch)
				}
			}
			if bytes.Equal(smooth(8, 1), want) {
				t.Error("another seed gives the same bytes")
			}
		})
	}
}
