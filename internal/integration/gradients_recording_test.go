package integration

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/internal/tensorflow"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/fastconv"
)

// A recording is a graph of recorded cases, each differentiated by the table. All run
// at once, because preparing a run takes longer than a run of one case.
type recording struct {
	session *tensorflow.Session
	arrays  map[string]array
	// cases lists the cases that Gradient did not refuse.
	cases []string
}

func newRecording(t *testing.T, g *gr.Graph, arrays map[string]array, fast bool) *recording {
	t.Helper()
	if err := inferTypes(g); err != nil {
		t.Fatal(err)
	}
	r := &recording{arrays: arrays}
	parts := splitCases(t, g)
	var targets []string
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		derive, err := differentiate(parts[name], name, fast)
		if want := refused[name]; want != "" && fmt.Sprint(err) != want {
			t.Errorf("%s: got error %v, want %s", name, err, want)
		} else if want == "" && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			r.cases = append(r.cases, name)
			join(t, g, parts[name])
		}
		if derive != nil {
			targets = append(targets, derive.Name)
		}
	}
	r.session = openGraph(t, g)
	if len(targets) == 0 {
		return r
	}
	if _, err := r.session.Run(nil, nil, targets...); err != nil {
		t.Fatal(err)
	}
	return r
}

// splitCases gives each case a graph of its own. The cases share no nodes, and Gradient
// takes time in proportion to its graph.
func splitCases(t *testing.T, g *gr.Graph) map[string]*gr.Graph {
	t.Helper()
	parts := map[string]*gr.Graph{}
	for _, node := range g.Names() {
		name, _, _ := strings.Cut(node, "/")
		if parts[name] == nil {
			parts[name] = gr.New()
		}
		if err := parts[name].Add(g.Node(node)); err != nil {
			t.Fatal(err)
		}
	}
	return parts
}

// join adds to g the nodes of part that it lacks.
func join(t *testing.T, g, part *gr.Graph) {
	t.Helper()
	for _, node := range part.Names() {
		if g.Node(node) == nil {
			if err := g.Add(part.Node(node)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// differentiate adds CASE/test/dx, the gradient of CASE/y with respect to CASE/x given
// CASE/test/dy, by the fast rules or the plain ones. If it returns a node, that must
// run first.
func differentiate(g *gr.Graph, name string, fast bool) (*gr.Node, error) {
	s := gr.Scope{Graph: g, Prefix: name + "/test"}
	y := g.Node(name + "/y").Out(0)
	dy := s.Op("Placeholder", "dy", y.Type(), gr.Attrs{"dtype": gr.Float, "shape": y.Shape()})
	x := g.Node(name + "/x").Out(0)
	defs, err := opDefs()
	if err != nil {
		return nil, err
	}
	if err := gr.FoldGradients(g, y, x, defs); err != nil {
		return nil, err
	}
	own, forms := &autodiff.Own{}, fastconv.New(gr.Scope{Graph: g, Prefix: name})
	if fast {
		own.Fast = forms.Rules()
	}
	dx, err := autodiff.Gradient(s, y, dy, x, own)
	if err != nil {
		return nil, err
	}
	s.Op("Identity", "dx", dx.Type(), gr.Attrs{"T": gr.Float}, dx)
	return forms.Initialise(), nil
}

// gradients returns dx of all cases.
func (r *recording) gradients(t *testing.T) [][]float32 {
	t.Helper()
	feeds := map[string]*tensorflow.Tensor{}
	for _, name := range r.cases {
		feeds[name+"/x"] = tensorOf(t, r.arrays[name+"/x"])
		feeds[name+"/test/dy"] = tensorOf(t, r.arrays[name+"/dy"])
	}
	return r.fetch(t, feeds, "/test/dx")
}

// fetch runs all cases and returns one tensor of each.
func (r *recording) fetch(t *testing.T, feeds map[string]*tensorflow.Tensor, suffix string) [][]float32 {
	t.Helper()
	var names []string
	for _, name := range r.cases {
		names = append(names, name+suffix)
	}
	out, err := r.session.Run(feeds, names)
	if err != nil {
		t.Fatal(err)
	}
	values := make([][]float32, len(out))
	for i := range out {
		if values[i], err = tensorflow.Values[float32](out[i]); err != nil {
			t.Fatal(err)
		}
	}
	return values
}
