package serve

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"tfreeze"
	"tfreeze/serve/inference"
)

// These are the messages of the Open Inference Protocol over REST, version 2 of KServe's
// data plane.
type (
	inferRequest struct {
		ID         string        `json:"id,omitempty"`
		Parameters parameters    `json:"parameters,omitempty"`
		Inputs     []inferInput  `json:"inputs"`
		Outputs    []inferOutput `json:"outputs,omitempty"`
	}
	inferInput struct {
		Name       string          `json:"name"`
		Shape      []int64         `json:"shape"`
		Datatype   string          `json:"datatype"`
		Parameters parameters      `json:"parameters,omitempty"`
		Data       json.RawMessage `json:"data,omitempty"`
		// raw is the data of the binary extension.
		raw   []byte
		isRaw bool
		// contents are those of gRPC; nil over REST.
		contents *inference.InferTensorContents
	}
	inferOutput struct {
		Name       string          `json:"name"`
		Datatype   string          `json:"datatype,omitempty"`
		Shape      []int64         `json:"shape,omitempty"`
		Parameters map[string]any  `json:"parameters,omitempty"`
		Data       json.RawMessage `json:"data,omitempty"`
	}
	inferResponse struct {
		ModelName    string        `json:"model_name"`
		ModelVersion string        `json:"model_version,omitempty"`
		ID           string        `json:"id,omitempty"`
		Outputs      []inferOutput `json:"outputs"`
	}
)

// binaryHeader says how many bytes of the body are JSON, in the binary extension.
const binaryHeader = "Inference-Header-Content-Length"

// infer answers POST /v2/models/M/infer.
func (s *Server) infer(w http.ResponseWriter, r *http.Request, m *Model) error {
	request, err := readInfer(r)
	if err != nil {
		return err
	}
	open, version, release := m.holdVersion()
	defer release()
	c, asked, err := s.inferCall(m.name, open, request)
	if err != nil {
		return err
	}
	tensors, err := s.tensors(r.Context(), c, asked)
	if err != nil {
		return err
	}
	return writeInfer(w, request, inferResponse{ModelName: m.name, ModelVersion: version, ID: request.ID}, tensors)
}

// tensors computes the outputs that are asked for.
func (s *Server) tensors(ctx context.Context, c *call, asked []output) ([]tensor, error) {
	all, err := s.answers(ctx, c)
	if err != nil {
		return nil, err
	}
	defer since(s.metrics.postprocess, c.name, time.Now())
	var tensors []tensor
	for _, o := range asked {
		t, err := c.tensor(o, all)
		if err != nil {
			return nil, err
		}
		tensors = append(tensors, t)
	}
	return tensors, nil
}

// readInfer reads a request, and cuts the binary data behind its JSON apart.
func readInfer(r *http.Request) (*inferRequest, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var binary []byte
	if text := r.Header.Get(binaryHeader); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > len(body) {
			return nil, wrong(binaryHeader, "%q is not a part of the body's %d bytes", text, len(body))
		}
		body, binary = body[:n], body[n:]
	}
	return parseInfer(body, binary)
}

func parseInfer(body, binary []byte) (*inferRequest, error) {
	request := &inferRequest{}
	if err := unmarshal(body, request); err != nil {
		return nil, err
	}
	for i := range request.Inputs {
		in := &request.Inputs[i]
		text, ok := in.Parameters["binary_data_size"]
		if !ok {
			continue
		}
		n, err := strconv.Atoi(fmt.Sprint(text))
		if err != nil || n < 0 || n > len(binary) {
			return nil, wrong(fmt.Sprintf("inputs[%d].parameters.binary_data_size", i), "%v bytes: %d are left behind the JSON", text, len(binary))
		}
		in.raw, in.isRaw, binary = binary[:n], true, binary[n:]
	}
	if len(binary) > 0 {
		return nil, wrong("", "%d bytes behind the JSON belong to no input", len(binary))
	}
	return request, nil
}

// inferCall makes a call of a request.
func (s *Server) inferCall(name string, m *tfreeze.Model, request *inferRequest) (*call, []output, error) {
	c := s.newCall(name, m)
	if err := c.set(request.Parameters); err != nil {
		return nil, nil, err
	}
	for i := range request.Inputs {
		if err := s.inferInput(c, fmt.Sprintf("inputs[%d]", i), &request.Inputs[i]); err != nil {
			return nil, nil, err
		}
	}
	var names []string
	for _, o := range request.Outputs {
		names = append(names, o.Name)
	}
	asked, err := c.selected("outputs", names)
	return c, asked, err
}

// writeInfer answers with tensors, in binary those for which that was asked.
func writeInfer(w http.ResponseWriter, request *inferRequest, response inferResponse, tensors []tensor) error {
	var binary []byte
	for i, t := range tensors {
		o := inferOutput{Name: t.name, Datatype: t.datatype(), Shape: t.shape}
		if request.wantsBinary(i) {
			raw := t.raw()
			o.Parameters = map[string]any{"binary_data_size": len(raw)}
			binary = append(binary, raw...)
		} else {
			o.Data = t.flat()
			if _, files := t.data.([][]byte); files {
				o.Parameters = map[string]any{"content_type": "base64"}
			}
		}
		if o.Shape == nil {
			o.Shape = []int64{}
		}
		response.Outputs = append(response.Outputs, o)
	}
	if binary == nil {
		writeJSON(w, http.StatusOK, response)
		return nil
	}
	head, err := json.Marshal(response)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set(binaryHeader, strconv.Itoa(len(head)))
	w.Header().Set("Content-Length", strconv.Itoa(len(head)+len(binary)))
	w.Write(head)
	w.Write(binary)
	return nil
}

// wantsBinary reports whether the i-th output was asked for in binary, by itself or by the
// request.
func (r *inferRequest) wantsBinary(i int) bool {
	if i < len(r.Outputs) {
		if b, ok := r.Outputs[i].Parameters["binary_data"].(bool); ok {
			return b
		}
	}
	b, _ := r.Parameters["binary_data_output"].(bool)
	return b
}

// unmarshal reads JSON, and says which field is wrong.
func unmarshal(body []byte, into any) error {
	err := json.Unmarshal(body, into)
	if e := (*json.UnmarshalTypeError)(nil); errors.As(err, &e) {
		return wrong(cmp.Or(e.Field, "the body"), "%s is not what belongs here", e.Value)
	}
	if err != nil {
		return wrong("", "the body is no JSON of this protocol: %w", err)
	}
	return nil
}
