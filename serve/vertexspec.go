package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tfreeze"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
)

// These are Vertex's ExplanationSpecOverride and what it holds, as far as it concerns
// networks on arrays and images.
type (
	vertexSpec struct {
		Parameters json.RawMessage `json:"parameters"`
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
)

// setVertex sets what a request asks for, in Vertex's words and then in ours. Vertex
// knows no freezing, so what it asks for is plain, unless our parameters say otherwise.
func (c *call) setVertex(r *vertexRequest) error {
	raw, field := r.Override, "explanationSpecOverride"
	if raw == nil {
		raw, field = r.Snake, "explanation_spec_override"
	}
	if raw != nil {
		if err := c.setSpec(field, camel(raw)); err != nil {
			return err
		}
	}
	return c.set(r.Parameters)
}

func (c *call) setSpec(field string, raw json.RawMessage) error {
	spec := &vertexSpec{}
	if err := json.Unmarshal(raw, spec); err != nil {
		return mistyped(field, err)
	}
	if spec.Parameters != nil {
		c.options.Variants = []tfreeze.Variant{tfreeze.Plain}
		if err := c.setVertexParameters(field+".parameters", spec.Parameters); err != nil {
			return err
		}
	}
	for name, in := range spec.Metadata.Inputs {
		for i, raw := range in.InputBaselines {
			at := fmt.Sprintf("%s.metadata.inputs.%s.inputBaselines[%d]", field, name, i)
			if err := c.setVertexBaseline(at, raw); err != nil {
				return err
			}
			if m := c.options.Methods; m != nil && !hasBaseline(m[0]) {
				return wrong(at, "%s has no baseline", m[0])
			}
		}
	}
	return nil
}

func (c *call) setVertexParameters(field string, raw json.RawMessage) error {
	p := &vertexParameters{}
	if err := strictly(field, raw, p); err != nil {
		return err
	}
	given := 0
	for _, one := range []struct {
		key, method string
		set         func(field string, m *vertexMethod) error
		of          *vertexMethod
	}{
		{"sampledShapleyAttribution", shapley, c.setPaths, p.Shapley},
		{"integratedGradientsAttribution", integrated, c.setIntegrated, p.Integrated},
		{"xraiAttribution", xrai, c.setXRAI, p.XRAI},
	} {
		if one.of == nil {
			continue
		}
		if given++; given > 1 {
			return wrong(field+"."+one.key, "give one method")
		}
		if err := c.setMethod(one.method); err != nil {
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

// strictly reads JSON that has no members but those that are known: what is asked for in
// others would not be done.
func strictly(field string, raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return mistyped(field, err)
	}
	return nil
}

// mistyped says which member of a field has another type, or is unknown.
func mistyped(field string, err error) error {
	if e := (*json.UnmarshalTypeError)(nil); errors.As(err, &e) {
		return wrong(strings.TrimSuffix(field+"."+e.Field, "."), "%s is not what belongs here", e.Value)
	}
	return wrong(field, "%s", strings.TrimPrefix(err.Error(), "json: "))
}

// camel writes the names of members as Vertex's JSON has them: protobufs may be written
// with either. The names of inputs are the user's.
func camel(raw json.RawMessage) json.RawMessage {
	var members map[string]json.RawMessage
	if first(raw) != '{' || json.Unmarshal(raw, &members) != nil {
		return raw
	}
	renamed := map[string]json.RawMessage{}
	for name, value := range members {
		if inputs := map[string]json.RawMessage{}; name == "inputs" && json.Unmarshal(value, &inputs) == nil {
			for input, of := range inputs {
				inputs[input] = camel(of)
			}
			value, _ = json.Marshal(inputs)
		} else {
			value = camel(value)
		}
		renamed[underscored.ReplaceAllStringFunc(name, func(s string) string { return strings.ToUpper(s[1:]) })] = value
	}
	text, err := json.Marshal(renamed)
	if err != nil {
		return raw
	}
	return text
}

var underscored = regexp.MustCompile("_[a-z]")

func hasBaseline(method string) bool {
	name := strings.TrimPrefix(method, methods.SmoothedPrefix)
	return slices.ContainsFunc(methods.All, func(m methods.Method) bool { return m.Name == name && m.HasBaseline() })
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
