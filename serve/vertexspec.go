package serve

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"tfreeze"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
)

// These are Vertex's ExplanationSpecOverride and what it holds, as far as it concerns
// networks on arrays and images.
type (
	vertexSpec struct {
		Parameters *vertexParameters `json:"parameters"`
		Metadata   struct {
			Inputs map[string]struct {
				InputBaselines []json.RawMessage `json:"inputBaselines"`
			} `json:"inputs"`
		} `json:"metadata"`
	}
	vertexParameters struct {
		Shapley       *vertexMethod `json:"sampledShapleyAttribution"`
		Integrated    *vertexMethod `json:"integratedGradientsAttribution"`
		XRAI          *vertexMethod `json:"xraiAttribution"`
		TopK          *int          `json:"topK"`
		OutputIndices []int         `json:"outputIndices"`
	}
	vertexMethod struct {
		PathCount  *int `json:"pathCount"`
		StepCount  *int `json:"stepCount"`
		SmoothGrad *struct {
			NoiseSigma  *float64 `json:"noiseSigma"`
			SampleCount *int     `json:"noisySampleCount"`
		} `json:"smoothGradConfig"`
		Blur *struct {
			MaxSigma *float64 `json:"maxBlurSigma"`
		} `json:"blurBaselineConfig"`
	}
)

// shapley is the method that Vertex calls sampled Shapley.
const shapley = "shapley_sampling"

// setVertex sets what a request asks for, in Vertex's words and then in ours. Vertex
// knows no freezing, so what it asks for is plain, unless our parameters say otherwise.
func (c *call) setVertex(r *vertexRequest) error {
	spec, field := r.Override, "explanationSpecOverride"
	if spec == nil {
		spec, field = r.Snake, "explanation_spec_override"
	}
	if spec != nil {
		if err := c.setSpec(field, spec); err != nil {
			return err
		}
	}
	return c.set(r.Parameters)
}

func (c *call) setSpec(field string, spec *vertexSpec) error {
	if p := spec.Parameters; p != nil {
		c.options.Variants = []tfreeze.Variant{tfreeze.Plain}
		if err := c.setVertexParameters(field+".parameters", p); err != nil {
			return err
		}
	}
	for name, in := range spec.Metadata.Inputs {
		for i, raw := range in.InputBaselines {
			at := fmt.Sprintf("%s.metadata.inputs.%s.inputBaselines[%d]", field, name, i)
			if err := c.setVertexBaseline(at, raw); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *call) setVertexParameters(field string, p *vertexParameters) error {
	given := 0
	for _, one := range []struct {
		key, method string
		set         func(field string, m *vertexMethod) error
		of          *vertexMethod
	}{
		{"sampledShapleyAttribution", shapley, c.setPaths, p.Shapley},
		{"integratedGradientsAttribution", "integrated_gradients", c.setSteps, p.Integrated},
		{"xraiAttribution", "xrai", c.setSteps, p.XRAI},
	} {
		if one.of == nil {
			continue
		}
		if given++; given > 1 {
			return wrong(field+"."+one.key, "give one method")
		}
		if err := c.setMethod(c.blurred(one.method, one.of)); err != nil {
			return wrongly(field+"."+one.key, err)
		}
		if err := one.set(field+"."+one.key, one.of); err != nil {
			return err
		}
	}
	if len(p.OutputIndices) > c.limits.Targets {
		return wrong(field+".outputIndices", "there are %d classes: the limit is %d", len(p.OutputIndices), c.limits.Targets)
	}
	for _, k := range p.OutputIndices {
		c.targets = append(c.targets, tfreeze.Class(k))
	}
	if p.TopK != nil {
		return wrongly(field+".topK", c.setTop(strconv.Itoa(*p.TopK)))
	}
	return nil
}

// blurred is the method that a baseline of blur means: that of integrated gradients is
// Blur IG.
func (c *call) blurred(method string, m *vertexMethod) string {
	if m.Blur != nil && method == "integrated_gradients" {
		return "blur_ig"
	}
	return method
}

func (c *call) setPaths(field string, m *vertexMethod) error {
	return c.setCount(field+".pathCount", methods.Orders.Choice, m.PathCount)
}

func (c *call) setSteps(field string, m *vertexMethod) error {
	if m.SmoothGrad != nil {
		return wrong(field+".smoothGradConfig", "its noise is not in the unit of this server: give parameters.method smoothed_integrated_gradients, with stdev as a share of the input's range, and samples")
	}
	if m.Blur != nil {
		if slices.Equal(c.options.Methods, []string{"xrai"}) {
			return wrong(field+".blurBaselineConfig", "XRAI of this server begins at the input's least and greatest values")
		}
		if m.Blur.MaxSigma != nil {
			if err := c.setOption(methods.MaxSigma.Choice, *m.Blur.MaxSigma); err != nil {
				return wrongly(field+".blurBaselineConfig.maxBlurSigma", err)
			}
		}
	}
	return c.setCount(field+".stepCount", methods.Steps.Choice, m.StepCount)
}

func (c *call) setCount(field string, o *methods.Choice, n *int) error {
	if n == nil {
		return wrong(field, "how many is missing")
	}
	return wrongly(field, c.setOption(o, *n))
}

// setVertexBaseline sets a baseline: an array, or a number that stands everywhere.
func (c *call) setVertexBaseline(field string, raw json.RawMessage) error {
	shape, values, err := parseNumbers(raw, field)
	if err != nil {
		return err
	}
	if len(shape) == 0 {
		if !gr.Shape(c.about.Shape).Static() {
			return wrong(field, "the network takes inputs of several shapes: give an array")
		}
		shape = c.about.Shape
		values = slices.Repeat(values, int(gr.Shape(shape).Elements()))
	}
	return c.setNumbers(methods.Baseline.Choice, shape, values)
}
