package serve

import (
	"context"
	"encoding/json"
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

// TestVertexRefined: noise in the unit of the input is the share of each input's range that
// Explain takes; blurred baselines are blurred for IG and for XRAI.
func TestVertexRefined(t *testing.T) {
	same := newSame(t)
	m, release := same.s.Models()[0].Hold()
	defer release()
	wide := make([]float32, 108)
	for i, v := range same.values {
		wide[i] = 2 * v
	}
	smoothed := func(ofRange float64) methods.Values {
		return methods.With(methods.Steps.Is(3), methods.Samples.Is(2), methods.SmoothBy.Is(methods.ByMean), methods.Stdev.Is(5/ofRange))
	}
	for _, c := range []struct {
		method, parameters string
		of                 func(ofRange float64) tfreeze.ExplainOptions
	}{
		{"smoothed_integrated_gradients", `"integratedGradientsAttribution": {"stepCount": 3, "smoothGradConfig": {"noiseSigma": 5, "noisySampleCount": 2}}`,
			func(r float64) tfreeze.ExplainOptions { return tfreeze.ExplainOptions{Options: smoothed(r)} }},
		{"smoothed_xrai", `"xraiAttribution": {"stepCount": 3, "smoothGradConfig": {"featureNoiseSigma": {"noiseSigma": [{"name": "input", "sigma": 5}]}, "noisySampleCount": 2}}`,
			func(r float64) tfreeze.ExplainOptions { return tfreeze.ExplainOptions{Options: smoothed(r)} }},
		{"integrated_gradients", `"integratedGradientsAttribution": {"stepCount": 3, "blurBaselineConfig": {"maxBlurSigma": 1.5}}`,
			func(float64) tfreeze.ExplainOptions {
				return tfreeze.ExplainOptions{Options: methods.With(methods.Steps.Is(3)), Baselines: []tfreeze.Baseline{tfreeze.Named("blur:1.5")}}
			}},
		{"xrai", `"xraiAttribution": {"stepCount": 3, "blurBaselineConfig": {"maxBlurSigma": 1.5}}`,
			func(float64) tfreeze.ExplainOptions {
				return tfreeze.ExplainOptions{Options: methods.With(methods.Steps.Is(3), methods.FromBlur.Is(1.5))}
			}},
	} {
		var answer struct {
			Explanations []struct {
				Attributions []struct {
					FeatureAttributions struct{ Input json.RawMessage }
				}
			}
		}
		body := `{"instances": [` + array + `, ` + string(tensor{shape: []int64{6, 6, 3}, data: wide}.nested()) + `], "explanationSpecOverride": {"parameters": {` + c.parameters + `}}}`
		answered(t, same.s, "/v1/projects/p/locations/l/endpoints/tiny:explain", body, &answer)
		for i, x := range [][]float32{same.values, wide} {
			o := c.of(float64(slices.Max(x)) - float64(slices.Min(x)))
			o.Methods, o.Variants = []string{c.method}, []tfreeze.Variant{tfreeze.Plain}
			want, err := m.Explain(context.Background(), tfreeze.Array{Shape: []int64{6, 6, 3}, Values: x}, o)
			if err != nil {
				t.Fatal(err)
			}
			_, got, err := parseNumbers(answer.Explanations[i].Attributions[0].FeatureAttributions.Input, "")
			if err != nil || !slices.Equal(got, want.Maps[0].Values) {
				t.Errorf("%s, input %d: the map differs from Explain's (%v)", c.method, i, err)
			}
		}
	}
}
