package methods

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
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
	const all = "; there are all, grad, guided_backprop, elrp, integrated_gradients, smoothgrad, deeplift, " +
		"grad_x_input, saliency, smooth_guided_backprop, deeplift_maxpool"
	for name, want := range map[string]string{
		"gradcam": `there is no method "gradcam"` + all,
		"":        `there is no method ""` + all,
		"Grad":    `there is no method "Grad" (did you mean "grad"?)` + all,
	} {
		if _, err := Select([]string{"grad", name}); fmt.Sprint(err) != want {
			t.Errorf("%q:\ngot  %v\nwant %s", name, err, want)
		}
	}
}

func TestNewNetErrors(t *testing.T) {
	for logits, want := range map[string]string{
		`y = Foo(x) -> int32[?,10]`:     `score: node "y" (Foo): the output to explain is not of a floating type`,
		`y = Foo(x)`:                    `score: node "y" (Foo): the output to explain is not of a floating type`,
		`y = Foo(x) -> float[10]`:       `score: node "y" (Foo): the output to explain has shape [10]; [N, classes] is needed`,
		`y = Foo(x) -> float[?,?]`:      `score: node "y" (Foo): the output to explain has shape [?,?]; [N, classes] is needed`,
		`y = Foo(x) -> float[...]`:      `score: node "y" (Foo): the output to explain has shape [...]; [N, classes] is needed`,
		`y = Foo(x) -> float[?,1,1,10]`: `score: node "y" (Foo): the output to explain has shape [?,1,1,10]; [N, classes] is needed`,
	} {
		g := parse(t, "x = Placeholder() -> float[?,4]\n"+logits)
		if _, err := NewNet(g, g.Node("x").Out(0), g.Node("y").Out(0), nil, nil); fmt.Sprint(err) != want {
			t.Errorf("%s:\ngot  %v\nwant %s", logits, err, want)
		}
	}
}

// TestMissing: what no gradient can reach needs no rule.
func TestMissing(t *testing.T) {
	g := parse(t, `
x = Placeholder() {dtype=float} -> float[?,4]
n = Shape(x) -> int32[2]
m = Mystery(n) -> int32[2]
f = Foo(x) -> float[?,4]
b = Bar(f) -> float[?,4]
aside = Baz(x) -> float[?,4]
y = Reshape(b, m) -> float[?,4]`)
	missing, err := Missing(g, g.Node("y").Out(0), g.Node("x").Out(0))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`node "f" (Foo): no gradient rule for this op`, `node "b" (Bar): no gradient rule for this op`}
	var got []string
	for _, err := range missing {
		got = append(got, err.Error())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// smallNet is a small frozen network.
func smallNet(t *testing.T) *Net {
	t.Helper()
	g := parse(t, `
x = Placeholder() {dtype=float} -> float[?,4]
w = Placeholder() {dtype=float} -> float[4,3]
a = Relu(x) {T=float} -> float[?,4]
y = MatMul(a, w) {T=float} -> float[?,3]`)
	found, _, err := g.Activations(g.Node("x").Out(0), g.Node("y").Out(0))
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := gr.Freeze(g, found)
	if err != nil {
		t.Fatal(err)
	}
	net, err := NewNet(g, g.Node("x").Out(0), g.Node("y").Out(0), found, frozen)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// TestMethods emits every method of one evaluation.
func TestMethods(t *testing.T) {
	for _, m := range All {
		if m.PointMethod != "" {
			continue
		}
		net := smallNet(t)
		g := net.scope.Graph
		s, err := m.Emit(net)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Outputs["attribution"].Type().String(); got != "float[?,4]" {
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
