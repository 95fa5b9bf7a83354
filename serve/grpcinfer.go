package serve

import (
	"context"
	"fmt"

	"tfreeze/serve/inference"
)

// ModelInfer is infer over gRPC. Its outputs are raw.
func (g *grpcService) ModelInfer(ctx context.Context, r *inference.ModelInferRequest) (*inference.ModelInferResponse, error) {
	m, err := g.s.find(r.ModelName, r.ModelVersion)
	if err != nil {
		return nil, err
	}
	request, err := requestOf(r)
	if err != nil {
		return nil, err
	}
	open, version, release := m.holdVersion()
	defer release()
	c, asked, err := g.s.inferCall(m.name, open, request)
	if err != nil {
		return nil, err
	}
	tensors, err := g.s.tensors(ctx, c, asked)
	if err != nil {
		return nil, err
	}
	answer := &inference.ModelInferResponse{ModelName: m.name, ModelVersion: version, Id: r.Id}
	for _, t := range tensors {
		answer.Outputs = append(answer.Outputs, &inference.ModelInferResponse_InferOutputTensor{Name: t.name, Datatype: t.datatype(), Shape: t.shape})
		answer.RawOutputContents = append(answer.RawOutputContents, t.raw())
	}
	return answer, nil
}

// requestOf is a request as that over REST has it.
func requestOf(r *inference.ModelInferRequest) (*inferRequest, error) {
	request := &inferRequest{ID: r.Id, Parameters: parametersOf(r.Parameters)}
	raw := r.RawInputContents
	if raw != nil && len(raw) != len(r.Inputs) {
		return nil, wrong("raw_input_contents", "there are %d, and %d inputs", len(raw), len(r.Inputs))
	}
	for i, in := range r.Inputs {
		one := inferInput{Name: in.Name, Shape: in.Shape, Datatype: in.Datatype, Parameters: parametersOf(in.Parameters)}
		if raw != nil {
			one.raw, one.isRaw = raw[i], true
		} else if in.Contents == nil {
			return nil, wrong(fmt.Sprintf("inputs[%d].contents", i), "neither these nor raw_input_contents are given")
		} else {
			one.contents = in.Contents
		}
		request.Inputs = append(request.Inputs, one)
	}
	for _, o := range r.Outputs {
		request.Outputs = append(request.Outputs, inferOutput{Name: o.Name})
	}
	return request, nil
}

func parametersOf(all map[string]*inference.InferParameter) parameters {
	p := parameters{}
	for name, one := range all {
		switch v := one.GetParameterChoice().(type) {
		case *inference.InferParameter_BoolParam:
			p[name] = v.BoolParam
		case *inference.InferParameter_Int64Param:
			p[name] = v.Int64Param
		case *inference.InferParameter_StringParam:
			p[name] = v.StringParam
		case *inference.InferParameter_DoubleParam:
			p[name] = v.DoubleParam
		case *inference.InferParameter_Uint64Param:
			p[name] = v.Uint64Param
		}
	}
	return p
}

// valuesOf are the numbers of contents, which are in one of its lists.
func valuesOf(c *inference.InferTensorContents) []float32 {
	values := floats(c.Fp32Contents)
	values = append(values, floats(c.Fp64Contents)...)
	values = append(values, floats(c.IntContents)...)
	values = append(values, floats(c.Int64Contents)...)
	values = append(values, floats(c.UintContents)...)
	values = append(values, floats(c.Uint64Contents)...)
	for _, b := range c.BoolContents {
		values = append(values, map[bool]float32{true: 1}[b])
	}
	return values
}

func floats[T float32 | float64 | int32 | int64 | uint32 | uint64](all []T) []float32 {
	var values []float32
	for _, v := range all {
		values = append(values, float32(v))
	}
	return values
}
