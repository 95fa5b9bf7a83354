package serve

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"tfreeze"
	"tfreeze/internal/nearest"
	"tfreeze/methods/serving"
)

// A v1Request is that of KServe's protocol V1, of TensorFlow Serving's REST and of Vertex.
type v1Request struct {
	// Instances are inputs, each by itself. Inputs is an array of all, or an object that
	// has it under one key.
	Instances []json.RawMessage `json:"instances"`
	Inputs    json.RawMessage   `json:"inputs"`
	// Signature names what gen would serve: METHOD, METHOD_frozen, METHOD_frozen_mask.
	Signature  string     `json:"signature_name"`
	Parameters parameters `json:"parameters"`
	// Outputs names what is answered.
	Outputs []string `json:"outputs"`
}

// defaultSignature is the network itself.
const defaultSignature = "serving_default"

// predict answers :predict: the network itself, or what signature_name or the parameters
// ask for.
func (s *Server) predict(w http.ResponseWriter, r *http.Request, m *Model) error {
	return s.v1(w, r, m, false)
}

// explain answers :explain: an explanation, by the model's first method if the request
// names none.
func (s *Server) explain(w http.ResponseWriter, r *http.Request, m *Model) error {
	return s.v1(w, r, m, true)
}

func (s *Server) v1(w http.ResponseWriter, r *http.Request, m *Model, explains bool) error {
	open, release := m.Hold()
	defer release()
	c := s.newCall(m.name, open)
	request, err := s.readV1(r, c)
	if err != nil {
		return err
	}
	columns, err := s.v1Inputs(c, request)
	if err != nil {
		return err
	}
	if err := c.setSignature(request.Signature); err != nil {
		return err
	}
	if err := c.set(request.Parameters); err != nil {
		return err
	}
	if explains && !c.explains() {
		c.options.Methods = c.about.Methods[:1]
	}
	asked, err := c.selected("outputs", request.Outputs)
	if err != nil {
		return err
	}
	all, err := s.answers(r.Context(), c)
	if err != nil {
		return err
	}
	defer since(s.metrics.postprocess, c.name, time.Now())
	return c.writeV1(w, r, asked, all, v1Form{explains, columns})
}

// readV1 reads JSON. Files, in forms or as they are, become inputs of the call.
func (s *Server) readV1(r *http.Request, c *call) (*v1Request, error) {
	switch kind := contentType(r); {
	case kind == "multipart/form-data":
		return s.readForm(r, c)
	case strings.HasPrefix(kind, "image/"), kind == "application/x-npy", kind == "application/octet-stream":
		return s.readFile(r, c)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	request := &v1Request{}
	return request, unmarshal(body, request)
}

// v1Inputs adds the inputs of JSON. They may be columns: then so is the answer.
func (s *Server) v1Inputs(c *call, request *v1Request) (columns bool, err error) {
	switch {
	case request.Instances != nil && request.Inputs != nil:
		return false, wrong("inputs", "give either instances or inputs")
	case request.Inputs != nil:
		c.inputs, err = s.columns("inputs", request.Inputs)
		return true, err
	case len(request.Instances) > c.limits.Inputs:
		return false, wrong("instances", "there are %d inputs: the limit is %d", len(request.Instances), c.limits.Inputs)
	}
	for i, raw := range request.Instances {
		in, err := s.instance(fmt.Sprintf("instances[%d]", i), raw)
		if err != nil {
			return false, err
		}
		c.inputs = append(c.inputs, in)
	}
	return false, nil
}

// columns makes inputs of an array [N, ...], of a list of files, or of an object with one
// of these.
func (s *Server) columns(field string, raw json.RawMessage) ([]input, error) {
	if first(raw) == '{' {
		var members map[string]json.RawMessage
		if err := json.Unmarshal(raw, &members); err != nil {
			return nil, wrongly(field, err)
		}
		if len(members) == 1 {
			for key, value := range members {
				if first(value) == '[' {
					return s.columns(field+"."+key, value)
				}
			}
		}
		in, err := s.instance(field, raw)
		return []input{in}, err
	}
	var files []json.RawMessage
	if err := json.Unmarshal(raw, &files); err == nil && len(files) > 0 && (first(files[0]) == '"' || first(files[0]) == '{') {
		var all []input
		for i, file := range files {
			in, err := s.instance(fmt.Sprintf("%s[%d]", field, i), file)
			if err != nil {
				return nil, err
			}
			all = append(all, in)
		}
		return all, nil
	}
	shape, values, err := parseNumbers(raw, field)
	if err != nil {
		return nil, err
	}
	return split(field, tfreeze.Array{Shape: shape, Values: values})
}

// setSignature sets the method and the variant of a signature that gen would write.
func (c *call) setSignature(name string) error {
	if name == "" || name == defaultSignature {
		return nil
	}
	method := strings.TrimSuffix(name, serving.WithOptions)
	variant := tfreeze.Plain
	for _, v := range []tfreeze.Variant{tfreeze.Mask, tfreeze.Threshold} {
		if before, ok := strings.CutSuffix(method, v.Suffix()); ok {
			method, variant = before, v
			break
		}
	}
	if err := c.setMethod(method); err != nil {
		return wrongly("signature_name", nearest.Unknown("signature", name, append([]string{defaultSignature}, c.about.Methods...)))
	}
	c.options.Variants = []tfreeze.Variant{variant}
	return nil
}
