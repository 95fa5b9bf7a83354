package methods

import (
	"fmt"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
	"tfreeze/methods/internal/graphtest"
	"tfreeze/methods/serving"
)

// fuzzOps lists the ops that have a rule, and some that have none.
var fuzzOps = append(autodiff.Ops(), "Shape", "StopGradient", "Placeholder", "Foo")

// fuzzTypes lists the types that nodes declare for their outputs.
var fuzzTypes = []string{" -> float[?,4,4,4]", " -> float[?,4]", " -> float[...]", "", " -> float[]", " -> float[], float[?,4], int32[2]",
	" -> int32[3]", " -> double[?,4]", " -> float[0,?]", " -> float[1099511627776,1099511627776]", " -> "}

// FuzzMethods turns the bytes into a network from x to y, freezes its activations and
// serves every method. Each step either fails or leaves a valid graph.
func FuzzMethods(f *testing.F) {
	for _, seed := range []string{"", "\x04\x40\x16\x00\x00\x00\x30\x16\x01", strings.Repeat("\x01\x17\x02\x05", 20), strings.Repeat("\x3c\x16\x00", 40)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		text := fuzzNetwork(raw)
		defer func() {
			if p := recover(); p != nil {
				t.Fatalf("%v in\n%s", p, text)
			}
		}()
		g, err := gr.Parse(strings.NewReader(text))
		if err == nil {
			fuzzMethods(t, g)
		}
	})
}

func fuzzMethods(t *testing.T, g *gr.Graph) {
	x, y := g.Node("x").Out(0), g.Node("y").Out(0)
	if _, err := autodiff.Missing(g, y, x); err != nil {
		t.Fatal(err)
	}
	found, _, err := g.Activations(x, y)
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := gr.Freeze(g, found)
	if err != nil {
		return
	}
	net, err := serving.NewNet(g, x, y, found, frozen)
	if err != nil {
		return
	}
	server, err := serving.NewServer(net, graphtest.OneOutput, *Percentile.Served, serving.Criterion{})
	if err != nil {
		return
	}
	for _, m := range Served() {
		signatures, err := m.Serve(server)
		if err != nil {
			continue
		}
		for _, s := range signatures {
			if o := s.Outputs["attribution"]; g.Node(o.Node.Name) != o.Node {
				t.Fatalf("%s: its attribution is not in the graph", s.Name)
			}
		}
	}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
}

// fuzzNetwork writes a graph in which each node reads some of the earlier nodes, or
// hostile ones.
func fuzzNetwork(raw []byte) string {
	pick := func(n int) int {
		if len(raw) == 0 {
			return 0
		}
		v := int(raw[0]) % n
		raw = raw[1:]
		return v
	}
	var b strings.Builder
	b.WriteString(graphtest.HostileInputs)
	last := []string{"x"}
	for i := range 1 + pick(12) {
		op := fuzzOps[pick(len(fuzzOps))]
		reads := []string{last[len(last)-1]}
		for range max(1, autodiff.Of(op).Inputs()) + pick(3) - 1 {
			if k := pick(len(last) + len(graphtest.HostileNames)); k < len(last) {
				reads = append(reads, last[k])
			} else {
				reads = append(reads, graphtest.HostileNames[k-len(last)])
			}
		}
		if k := pick(len(reads)); k > 0 {
			reads[0], reads[k] = reads[k], reads[0]
		}
		var attrs []string
		for range pick(3) {
			attrs = append(attrs, graphtest.HostileAttrs[pick(len(graphtest.HostileAttrs))]+"="+graphtest.HostileValues[pick(len(graphtest.HostileValues))])
		}
		fmt.Fprintf(&b, "n%d = %s(%s) {%s}%s\n", i, op, strings.Join(reads, ", "), strings.Join(attrs, " "), fuzzTypes[pick(len(fuzzTypes))])
		last = append(last, fmt.Sprintf("n%d", i))
	}
	fmt.Fprintf(&b, "y = MatMul(%s, k) -> float[?,10]\n", last[len(last)-1])
	return b.String()
}
