package serve

import (
	"context"
	"slices"
	"testing"

	"tfreeze"
	"tfreeze/internal/tolerances"
	"tfreeze/methods"
)

// TestVertexValues: the values at the baseline and at the instance are the network's
// scores there; the attributions are Explain's.
func TestVertexValues(t *testing.T) {
	c := newSame(t)
	m, release := c.s.Models()[0].Hold()
	defer release()
	scores, err := m.Scores(context.Background(), tfreeze.Array{Shape: []int64{2, 6, 6, 3}, Values: append(make([]float32, 108), c.values...)})
	if err != nil {
		t.Fatal(err)
	}
	for method, parameters := range map[string]string{
		"integrated_gradients": `"integratedGradientsAttribution": {"stepCount": 9}`, "shapley_sampling": `"sampledShapleyAttribution": {"pathCount": 2}`,
	} {
		var answer struct {
			Predictions  [][]float32
			Explanations []struct {
				Attributions []struct {
					BaselineOutputValue, InstanceOutputValue float32
					ApproximationError                       *float64
					FeatureAttributions                      struct{ Input [6][6][3]float32 }
					OutputIndex                              []int
				}
			}
		}
		answered(t, c.s, "/v1/projects/p/locations/l/endpoints/tiny:explain", `{"instances": [`+array+`], "explanationSpecOverride": {"parameters": {"outputIndices": [2], `+parameters+`}}}`, &answer)
		a := answer.Explanations[0].Attributions[0]
		near := abs(float64(a.BaselineOutputValue-scores[0][2])) / abs(float64(scores[1][2]))
		if a.InstanceOutputValue != scores[1][2] || near > tolerances.Of("Vertex's value at the baseline").Value || !slices.Equal(answer.Predictions[0], scores[1]) || a.OutputIndex[0] != 2 {
			t.Errorf("%s: %v to %v, the scores are %v", method, a.BaselineOutputValue, a.InstanceOutputValue, scores)
		}
		if (a.ApproximationError != nil) != (method == "integrated_gradients") {
			t.Errorf("%s: the error is %v", method, a.ApproximationError)
		}
		o := tfreeze.ExplainOptions{Methods: []string{method}, Variants: []tfreeze.Variant{tfreeze.Plain}, Target: "2"}
		if method == "integrated_gradients" {
			o.Options.Set(methods.Steps.Is(9))
		} else {
			o.Options.Set(methods.Orders.Is(2))
		}
		want, err := m.Explain(context.Background(), tfreeze.Array{Shape: []int64{6, 6, 3}, Values: c.values}, o)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(flat(a.FeatureAttributions.Input), want.Maps[0].Values) {
			t.Errorf("%s: the map differs from Explain's", method)
		}
	}
}
