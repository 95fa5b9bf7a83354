package gen

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/savedmodels"
)

// TestPassNames: no two passes share a name.
func TestPassNames(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range passes {
		if seen[p.name] || p.name == "" {
			t.Errorf("there are two passes %q", p.name)
		}
		seen[p.name] = true
	}
}

// TestInspectIsBuild: of every small model, Inspect finds what Build makes, or says why
// Build refuses.
func TestInspectIsBuild(t *testing.T) {
	chosen, err := methods.Select([]string{"grad"})
	if err != nil {
		t.Fatal(err)
	}
	built, refused := 0, 0
	for _, path := range smallModels(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			o := Options{Methods: chosen, Bare: true}
			i, err := Inspect(loadModel(t, path), o)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Build(loadModel(t, path), o)
			if err != nil {
				refused++
				if !slices.ContainsFunc(append(i.Missing, i.Unresolved), func(why error) bool { return why != nil && strings.HasSuffix(err.Error(), ": "+why.Error()) }) {
					t.Errorf("Build says %v\nInspect says %v, %v", err, i.Unresolved, i.Missing)
				}
				return
			}
			built++
			if i.Unresolved != nil || len(i.Missing) > 0 {
				t.Fatalf("it is built, and Inspect says %v, %v", i.Unresolved, i.Missing)
			}
			if diff := cmp.Diff(made(p), found(i)); diff != "" {
				t.Errorf("(-built +inspected)\n%s", diff)
			}
		})
	}
	if built < 50 || refused < 10 {
		t.Errorf("%d models are built, %d refused", built, refused)
	}
}

// A summary is what Build and Inspect both say of a model.
type summary struct {
	Logits, Head, Alone string
	Layout              gr.Layout
	Frozen              map[string]int
	Left                []Left
	Folded              []gr.Folded
	Others              []string
}

func made(p *Product) summary {
	s := summaryOf(p.Subject)
	s.Alone, s.Layout, s.Frozen, s.Left, s.Folded = p.Report.Alone, p.Model.Card.Generated.Layout, p.Report.Frozen, p.Report.Left, p.Report.Folded
	return s
}

func found(i *Inspection) summary {
	s, r := summaryOf(i.Subject), Report{}
	r.frozen(i.Activations)
	s.Alone, s.Layout, s.Frozen, s.Left, s.Folded = i.Alone, i.Layout, r.Frozen, i.Left, i.Folded
	return s
}

func summaryOf(s *Subject) summary {
	var others []string
	for _, o := range s.Others {
		others = append(others, o.Key)
	}
	return summary{Logits: s.Logits.String(), Head: s.Head.String(), Others: others}
}

// smallModels lists the directories of small SavedModels, most with an oddity.
func smallModels(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"odd/*", "tf2/*", "tf2/small/*", "tiny/*", "loops/*"} {
		files, err := filepath.Glob("../testdata/" + pattern + "/saved_model.pb")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			all = append(all, filepath.Dir(f))
		}
	}
	return all
}

func loadModel(t *testing.T, path string) *savedmodels.Model {
	t.Helper()
	m, err := savedmodels.Load(savedmodels.Source{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestDrawsBehindTheHead: a random op behind the Softmax is refused, and Inspect lists
// it.
func TestDrawsBehindTheHead(t *testing.T) {
	const text = `
x = Placeholder() {dtype=float shape=shape[?,4]}
w = Const() {dtype=float value=float[4,2]{1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0}}
relu = Relu(x) {T=float}
scores = MatMul(relu, w) {T=float transpose_a=false transpose_b=false}
softmax = Softmax(scores) {T=float}
scalar = Const() {dtype=int32 value=int32[0]{}}
low = Const() {dtype=int32 value=int32[]{1}}
high = Const() {dtype=int32 value=int32[]{3}}
classes = Const() {dtype=int32 value=int32[]{2}}
draw = RandomUniformInt(scalar, low, high) {T=int32 Tout=int32 seed=0 seed2=0}
shape = Pack(draw, classes) {T=int32 N=2 axis=0}
y = Reshape(softmax, shape) {T=float Tshape=int32}
`
	model := func() *savedmodels.Model {
		g, err := gr.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return &savedmodels.Model{Path: "m", Graph: g}
	}
	const want = `node "draw" (RandomUniformInt): the score depends on random numbers that are neither dropout nor augmentation: each run would explain a different network`
	if _, err := Build(model(), Options{}); err == nil || err.Error() != "decided: "+want {
		t.Errorf("Build: %v", err)
	}
	i, err := Inspect(model(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if i.Subject == nil || i.Subject.Head.Activation != savedmodels.Softmax || i.Subject.Logits.String() != "scores:0" {
		t.Errorf("the Softmax is not stepped over: %+v", i.Subject)
	}
	if len(i.Missing) != 1 || i.Missing[0].Error() != want {
		t.Errorf("Inspect: %v", i.Missing)
	}
}
