package slim

import (
	"fmt"
	"slices"
	"testing"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels/checkpoint"
)

// TestGamma: TF-slim's Inceptions have none, but one that was trained with it must not
// lose it in silence.
func TestGamma(t *testing.T) {
	const scope = "InceptionV1/Conv2d_2b_1x1/BatchNorm"
	for _, test := range []struct {
		given []checkpoint.Variable
		want  string
	}{
		{nil, "InceptionV1/" + scope + "/Const:0"},
		{[]checkpoint.Variable{{Name: scope + "/gamma", DType: gr.Float, Shape: gr.Shape{64}}}, scope + "/gamma/read:0"},
	} {
		t.Run(test.want, func(t *testing.T) {
			c := checkpointOf(readSlim(t, "inception_v1"))
			c.Variables = append(c.Variables, test.given...)
			m, err := architectureNamed(t, "inception_v1").Build(sorted(c))
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Graph.Node("InceptionV1/" + scope + "/FusedBatchNormV3").Inputs[1].String(); got != test.want {
				t.Errorf("gamma is %s, want %s", got, test.want)
			}
		})
	}
}

// TestBuildRefusesLacks takes a variable out of a checkpoint, or makes it a scalar. The
// error names it.
func TestBuildRefusesLacks(t *testing.T) {
	for _, a := range architectures {
		t.Run(a.Name, func(t *testing.T) {
			whole := checkpointOf(readSlim(t, a.Name)).Variables
			for i := 0; i < len(whole); i += 1 + len(whole)/20 {
				c := sorted(&checkpoint.Checkpoint{Variables: slices.Delete(slices.Clone(whole), i, i+1)})
				want := fmt.Sprintf("there is no variable %q, which %s needs; there are %s, %s, %s, ...",
					whole[i].Name, a.Name, c.Variables[0].Name, c.Variables[1].Name, c.Variables[2].Name)
				if _, err := a.Build(c); fmt.Sprint(err) != want {
					t.Errorf("got  %v\nwant %s", err, want)
				}
				scalar := &checkpoint.Checkpoint{Variables: slices.Clone(whole)}
				set(scalar, whole[i].Name, gr.Float, gr.Shape{})
				if _, err := a.Build(sorted(scalar)); err == nil {
					t.Errorf("%s may be a scalar", whole[i].Name)
				}
			}
		})
	}
}
