package serve

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"net/http/httptest"
	"testing"

	gr "tfreeze/graphrewrite"
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
		c := &call{limits: s.options.Limits}
		for i := range request.Inputs {
			if err := s.inferInput(c, "x", &request.Inputs[i]); err != nil && answerOf(err).Status == 500 {
				t.Fatal(err)
			}
		}
		c.set(request.Parameters)
	})
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
