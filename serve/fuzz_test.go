package serve

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"net/http/httptest"
	"testing"

	"google.golang.org/protobuf/proto"

	"tfreeze"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
	"tfreeze/serve/inference"
)

// FuzzNumbers: nested arrays that parse have as many values as their shape says, and are
// JSON; what is written again is the same.
func FuzzNumbers(f *testing.F) {
	for _, seed := range []string{"1", "[]", "[[1,2],[3,4]]", "[[1,2],[3]]", "[1,[2]]", "[[],[]]", "[1e99]", " [ 1 , -2.5e-3 ] ", "[0x1]", "[1", "[1,]", "[[[[[[[[[1]]]]]]]]]", "[null]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		shape, values, err := parseNumbers(raw, "x")
		if err != nil || !json.Valid(raw) {
			return // callers have parsed the JSON around it
		}
		if gr.Shape(shape).Elements() != int64(len(values)) {
			t.Fatalf("%s: shape %v, %d values", raw, shape, len(values))
		}
		again, back, err := parseNumbers(tensor{shape: shape, data: values}.nested(), "x")
		if err != nil || len(back) != len(values) {
			t.Fatalf("%s: %v, %v", raw, again, err)
		}
	})
}

// FuzzInfer: no request, and no binary data behind it, makes a panic or an internal error.
func FuzzInfer(f *testing.F) {
	f.Add([]byte(`{"id":"1","parameters":{"method":"grad","steps":3},"inputs":[{"name":"x","shape":[1,6,6,3],"datatype":"FP32","parameters":{"binary_data_size":432}}]}`), make([]byte, 432))
	f.Add([]byte(`{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":7}}],"outputs":[{"name":"scores"}]}`), append(binary.LittleEndian.AppendUint32(nil, 3), "abc"...))
	f.Add([]byte(`{"inputs":[{"name":"noise","shape":[2,2],"datatype":"INT8","data":[[1,2],[3,4]]},{"name":"x","shape":[1],"datatype":"BYTES","data":["k05VTVBZAQA="]}]}`), []byte(nil))
	s := &Server{options: Options{}.withDefaults()}
	f.Fuzz(func(t *testing.T, body, data []byte) {
		request, err := parseInfer(body, data)
		if err != nil {
			return
		}
		decode(t, s, request)
	})
}

func decode(t *testing.T, s *Server, request *inferRequest) {
	c := &call{limits: s.options.Limits}
	for i := range request.Inputs {
		if err := s.inferInput(c, "x", &request.Inputs[i]); err != nil && answerOf(err).Status == 500 {
			t.Fatal(err)
		}
	}
	c.set(request.Parameters)
}

// FuzzV1: no body makes a panic.
func FuzzV1(f *testing.F) {
	f.Add("application/json", []byte(`{"instances":[{"b64":"AAAA"},[[1,2],[3,4]],"x"],"parameters":{"method":"grad","baseline":[1,2]},"outputs":["score"]}`))
	f.Add("application/json", []byte(`{"inputs":{"x":[{"b64":"AAAA"}]},"signature_name":"grad_frozen_mask_with_options"}`))
	f.Add("multipart/form-data; boundary=e", []byte("--e\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\nx\r\n--e--\r\n"))
	f.Add("application/x-npy", []byte("\x93NUMPY\x01\x00"))
	s := &Server{options: Options{}.withDefaults()}
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		c := &call{limits: s.options.Limits}
		request, err := s.readV1(r, c)
		if err != nil {
			return
		}
		s.v1Inputs(c, request)
		c.setSignature(request.Signature)
		c.set(request.Parameters)
		c.selected("outputs", request.Outputs)
	})
}

// FuzzVertex: no request of Vertex's makes a panic.
func FuzzVertex(f *testing.F) {
	f.Add([]byte(`{"instances":[[1,2]],"explanationSpecOverride":{"parameters":{"integratedGradientsAttribution":{"stepCount":3,"smoothGradConfig":{"noiseSigma":1},"blurBaselineConfig":{"maxBlurSigma":2}},"topK":2},"metadata":{"inputs":{"x":{"inputBaselines":[0.5,[1,2]]}}}}}`))
	f.Add([]byte(`{"explanation_spec_override":{"parameters":{"xrai_attribution":{"step_count":3,"smooth_grad_config":{"feature_noise_sigma":{"noise_sigma":[{"name":"x","sigma":1}]}}},"output_indices":[1]}}}`))
	f.Add([]byte(`{"instances":[{"x":{"b64":"AAAA"}}],"explanationSpecOverride":{"parameters":{"sampledShapleyAttribution":{"pathCount":3}}},"parameters":{"variant":"mask"}}`))
	s := &Server{options: Options{}.withDefaults()}
	f.Fuzz(func(t *testing.T, body []byte) {
		request := &vertexRequest{}
		if unmarshal(body, request) != nil {
			return
		}
		c := &call{limits: s.options.Limits, about: tfreeze.About{Methods: methods.Names(), Shape: []int64{2}}}
		s.v1Inputs(c, &v1Request{Instances: request.Instances})
		c.setVertex(request)
	})
}

// FuzzCall: no message over gRPC makes a panic or an internal error.
func FuzzCall(f *testing.F) {
	in := &inference.ModelInferRequest_InferInputTensor{Name: "x", Datatype: "FP32", Shape: []int64{1, 2}, Contents: &inference.InferTensorContents{Fp32Contents: []float32{1, 2}}}
	for _, r := range []*inference.ModelInferRequest{
		{ModelName: "tiny", Inputs: []*inference.ModelInferRequest_InferInputTensor{in}},
		{Inputs: []*inference.ModelInferRequest_InferInputTensor{{Datatype: "INT16", Shape: []int64{2}}}, RawInputContents: [][]byte{{1, 2, 3, 4}}},
		{Inputs: []*inference.ModelInferRequest_InferInputTensor{{Datatype: "BYTES", Shape: []int64{1}}}, RawInputContents: [][]byte{{1, 0, 0, 0, 4}}},
	} {
		body, err := proto.Marshal(r)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	s := &Server{options: Options{}.withDefaults()}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := &inference.ModelInferRequest{}
		if proto.Unmarshal(body, r) != nil {
			return
		}
		request, err := requestOf(r)
		if err != nil {
			return
		}
		decode(t, s, request)
	})
}
