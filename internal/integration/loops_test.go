package integration

import (
	stdcmp "cmp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/gen"
	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// TestLoops compares networks with loops, which gen unrolls, with the same networks
// written without loops: their scores and maps, in memory and as gen writes them.
func TestLoops(t *testing.T) {
	for _, test := range []struct {
		name, file string
		shape      gr.Shape
		unrolled   []gr.Unrolled
	}{
		{name: "lstm", unrolled: []gr.Unrolled{{Loop: "sequential_1/lstm_1/while", Steps: 5}}},
		{name: "stack", unrolled: []gr.Unrolled{
			{Loop: "sequential_1/bidirectional_1/backward_gru_1/while", Steps: 5},
			{Loop: "sequential_1/bidirectional_1/forward_gru_1/while", Steps: 5},
			{Loop: "sequential_1/lstm_1/while", Steps: 5},
			{Loop: "sequential_1/simple_rnn_1/while", Steps: 5},
		}},
		{name: "open", shape: gr.Shape{5, 3}, unrolled: []gr.Unrolled{{Loop: "sequential_1/lstm_1/while", Steps: 5}}},
		{name: "keras2", unrolled: []gr.Unrolled{{Loop: "sequential/lstm/PartitionedCall/while", Steps: 5}, {Loop: "while", Steps: 5}}},
		{name: "by_hand", unrolled: []gr.Unrolled{
			{Loop: "while", Steps: 5}, {Loop: "while/step_0/while", Steps: 0}, {Loop: "while/step_1/while", Steps: 1},
			{Loop: "while/step_2/while", Steps: 2}, {Loop: "while/step_3/while", Steps: 3}, {Loop: "while/step_4/while", Steps: 4},
		}},
		{name: "frames", file: "frames.pb", unrolled: []gr.Unrolled{
			{Loop: "while", Steps: 5}, {Loop: "while_1", Steps: 3},
			{Loop: "while_1/step_0/while", Steps: 1}, {Loop: "while_1/step_1/while", Steps: 2}, {Loop: "while_1/step_2/while", Steps: 3},
		}},
		{name: "lowered", file: "lowered.pb", unrolled: []gr.Unrolled{{Loop: "sequential_1/lstm_1/while", Steps: 5}, {Loop: "sequential_1/gru_1/while", Steps: 5}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := load(t, savedmodels.Source{Path: testdata + "loops/" + stdcmp.Or(test.file, test.name)})
			p, err := gen.Build(m, gen.Options{Shape: test.shape, Bare: true, Methods: only(t, "all")})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.unrolled, p.Report.Unrolled); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			recorded := readArrays(t, testdata+"loops/"+test.name+".npz")
			compareOddMaps(t, open(t, m), recorded, oddTolerance)
		})
	}
}
