package methods

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/internal/graphtest"
	"tfreeze/methods/serving"
)

func TestSelect(t *testing.T) {
	paper := []string{"grad", "guided_backprop", "elrp", "integrated_gradients", "smoothgrad", "deeplift"}
	for _, test := range []struct{ names, want []string }{
		{[]string{"all"}, paper},
		{nil, nil},
		{[]string{"saliency", "grad"}, []string{"grad", "saliency"}},
		{[]string{"grad", "grad"}, []string{"grad"}},
		{[]string{"saliency", "all"}, append(paper, "saliency")},
	} {
		found, err := Select(test.names)
		var got []string
		for _, m := range found {
			got = append(got, m.Name)
		}
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", test.names, err, diff)
		}
	}
}

func TestSelectErrors(t *testing.T) {
	all := "; there are all, " + strings.Join(Names(), ", ")
	for name, want := range map[string]string{
		"gradcam": `there is no method "gradcam" (did you mean "grad_cam"?)` + all,
		"":        `there is no method ""` + all,
		"Grad":    `there is no method "Grad" (did you mean "grad"?)` + all,
	} {
		if _, err := Select([]string{"grad", name}); fmt.Sprint(err) != want {
			t.Errorf("%q:\ngot  %v\nwant %s", name, err, want)
		}
	}
}

// smallNet is a small frozen network.
func smallNet(t *testing.T) (*gr.Graph, *serving.Net) {
	t.Helper()
	return netOf(t, `
x = Placeholder() {dtype=float} -> float[?,4]
w = Placeholder() {dtype=float} -> float[4,3]
a = Relu(x) {T=float} -> float[?,4]
y = MatMul(a, w) {T=float} -> float[?,3]`)
}

// netFor is a small frozen network that a method can explain, and the shape of its map.
func netFor(t *testing.T, m Method) (g *gr.Graph, n *serving.Net, shape string) {
	t.Helper()
	if !m.FromLayer && m.procedure == nil {
		g, n = smallNet(t)
		return g, n, "[?,4]"
	}
	g, n = netOf(t, graphtest.Images)
	return g, n, "[?,6,5]"
}

// netOf freezes a network from x to y.
func netOf(t *testing.T, text string) (*gr.Graph, *serving.Net) {
	t.Helper()
	n := graphtest.Freeze(t, text)
	net, err := serving.NewNet(n.Graph, n.Input, n.Logits, n.Activations, n.Freezings)
	if err != nil {
		t.Fatal(err)
	}
	net.Layout = gr.ChannelsLast
	if net.Features, err = n.Graph.LastFeatures(n.Input, n.Logits, n.Activations); err != nil {
		t.Fatal(err)
	}
	return n.Graph, net
}

// TestMethods emits every method that needs one evaluation.
func TestMethods(t *testing.T) {
	for _, m := range Served() {
		if m.PointMethod != "" {
			continue
		}
		g, net, shape := netFor(t, m)
		s, err := m.Emit(net)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Outputs["attribution"].Type().String(); got != "float"+shape {
			t.Errorf("%s: an attribution of type %s", m.Name, got)
		}
		if got := s.Outputs["score"].Type().String(); got != "float[?]" {
			t.Errorf("%s: a score of type %s", m.Name, got)
		}
		if err := g.Check(); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
		for _, name := range []string{"input", "target"} {
			if s.Inputs[name].IsZero() {
				t.Errorf("%s: its signature has no input %s", m.Name, name)
			}
		}
	}
}
