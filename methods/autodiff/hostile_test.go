package autodiff

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/internal/graphtest"
)

// hostileEnds lists the types that the node declares, and the nodes that read it.
var hostileEnds = []string{
	"\ny = Neg(node)", " -> float[...]\ny = Neg(node)", " -> float[?,4,4,4]\ny = Neg(node)", " -> float[]\ny = Neg(node)",
	" -> float[], int32[2], float[?]\ny = Neg(node:2)", " -> float[...], float[], float[]\ny = AddN(node, node:1, x)",
	" -> float[?,4,4,4], int32[?,4,4,4], int32[2]\ny = Neg(node)",
	" -> int32[2]\ny = Neg(node)", " -> complex64[...]\ny = Neg(node)", "\ny = Neg(node:1)",
}

// hostileNeeds lists attributes without which a rule refuses every node.
var hostileNeeds = map[string]string{
	"ExtractImagePatches":  "ksizes=[1, 2, 2, 1] strides=[1, 1, 1, 1] rates=[1, 2, 1, 1]",
	"ExtractVolumePatches": "ksizes=[1, 2, 2, 2, 1] strides=[1, 1, 1, 1, 1]",
	"FusedBatchNorm":       "is_training=false",
	"FusedBatchNormV2":     "is_training=false",
	"FusedBatchNormV3":     "is_training=false",
}

// TestHostile gives each rule nodes with too few or too many inputs, of wrong types and
// ranks, and with attributes of the wrong kind. Every result is allowed, save a panic
// and a broken graph.
func TestHostile(t *testing.T) {
	r := rand.New(rand.NewPCG(2024, 1))
	for _, op := range Ops() {
		for range 150 {
			testHostile(t, hostileNode(r, op))
		}
	}
}

// hostileNode writes a node with about as many inputs as its rule reads, most of which
// vary with x, and with some attributes.
func hostileNode(r *rand.Rand, op string) string {
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	var reads, attrs []string
	for range Of(op).Inputs() + r.IntN(4) - 1 {
		reads = append(reads, pick(graphtest.HostileNames))
	}
	if len(reads) > 0 {
		reads[r.IntN(len(reads))] = pick(graphtest.HostileX)
	}
	for range r.IntN(4) {
		attrs = append(attrs, pick(graphtest.HostileAttrs)+"="+pick(graphtest.HostileValues))
	}
	attrs = append(attrs, hostileNeeds[op])
	return fmt.Sprintf("node = %s(%s) {%s}%s", op, strings.Join(reads, ", "), strings.TrimSpace(strings.Join(attrs, " ")), pick(hostileEnds))
}

func testHostile(t *testing.T, text string) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("%s: %v", text, p)
		}
	}()
	g, err := gr.Parse(strings.NewReader(graphtest.HostileInputs + text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := differentiate(g); err != nil {
		return
	}
	if err := g.Check(); err != nil {
		t.Errorf("%s: %v", text, err)
	}
}
