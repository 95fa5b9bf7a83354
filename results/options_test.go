package results

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/methods"
	"tfreeze/methods/serving"
)

// TestParametersJSON: options are keys among the others, and an array is represented by
// its hash. What is written can be read.
func TestParametersJSON(t *testing.T) {
	chosen := methods.Values{}.With(methods.Epsilon.Is(0.5), methods.Seed.Is(1<<63+1), methods.Path.Is(methods.Endpoints), methods.Noise.Is([]float32{1}))
	p := Parameters{Methods: []string{"elrp"}, Target: `<"options":{`, Variants: serving.Variants, Views: []string{"signed"}, Options: optionsOf(chosen)}
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	hash := p.Options.SHA256["noise"]
	want := `{"methods":["elrp"],"target":"\u003c\"options\":{","variants":["plain","threshold","mask"],"views":["signed"],` +
		`"percentile":80,"percentile_over":"layer","criterion":"activation","steps":100,"path":"endpoints","samples":25,"stdev":0.15,"seed":9223372036854775809,"noise":"given","signed":false,` +
		`"baseline":"zero","smooth_by":"squares","epsilon":0.5,"tolerance":0.01,` +
		`"guided_steps":200,"fraction":0.25,"max_dist":0.02,"max_sigma":50,"draws":5,"draw_stdev":0,"window":15,"stride":1,"mean_drop":false,"orders":5,"features":"elements","rect_percentile":98,"path_percentile":85,"sigmas":2,"segments":"full","area":1,"from_blur":0,"lrp_epsilon":0.000001,"one_hot":false,"gamma":0.25,"noise_sha256":"` + hash + `"}`
	if diff := cmp.Diff(want, string(raw)); diff != "" || len(hash) != 64 {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var read Parameters
	if err := json.Unmarshal(raw, &read); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(read)
	if diff := cmp.Diff(want, string(again)); diff != "" || err != nil {
		t.Errorf("read and written, error %v (-want +got):\n%s", err, diff)
	}
	if got := methods.Epsilon.Of(read.Options.Values); got != 0.5 {
		t.Errorf("epsilon %v is read", got)
	}
}

// TestParametersJSONErrors: a value of another type is refused, and a missing key means
// the default.
func TestParametersJSONErrors(t *testing.T) {
	for text, good := range map[string]bool{
		`{}`: true, `{"steps": 7}`: true, `{"a key to come": {}}`: true,
		`{"steps": "auto"}`: true, `{"steps": "7"}`: false, `{"steps": 1.5}`: false, `{"noise_sha256": 3}`: false, `{"views": 3}`: false, `3`: false,
	} {
		var p Parameters
		if err := json.Unmarshal([]byte(text), &p); (err == nil) != good {
			t.Errorf("%s: error %v", text, err)
		}
	}
}

// TestMade: a map has the parameters on which it depends. If noise is given, these are
// not the ones that draw noise.
func TestMade(t *testing.T) {
	drawn, given := methods.Values{}, methods.Values{}.With(methods.Noise.Is([]float32{1}))
	for _, c := range []struct {
		method  string
		variant serving.Variant
		options methods.Values
		want    []string
	}{
		{"grad", serving.Plain, drawn, nil},
		{"grad", serving.Mask, drawn, []string{"criterion", "percentile", "percentile_over"}},
		{"elrp", serving.Plain, drawn, []string{"epsilon"}},
		{"integrated_gradients", serving.Threshold, drawn, []string{"baseline", "criterion", "path", "percentile", "percentile_over", "steps"}},
		{"integrated_gradients", serving.Plain, drawn.With(methods.Steps.Is(methods.Auto)), []string{"baseline", "path", "steps", "tolerance"}},
		{"smoothgrad", serving.Plain, drawn, []string{"samples", "seed", "signed", "stdev"}},
		{"smoothgrad", serving.Plain, given, []string{"noise", "noise_sha256", "signed"}},
	} {
		m, err := methods.Select([]string{c.method})
		if err != nil {
			t.Fatal(err)
		}
		made, err := Parameters{Options: optionsOf(c.options), Activations: ""}.of(kind{m[0], c.variant})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for key := range made {
			got[key] = true
		}
		want := map[string]bool{}
		for _, key := range c.want {
			want[key] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, %s (-want +got):\n%s", c.method, c.variant, diff)
		}
	}
}
