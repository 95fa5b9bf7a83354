package serve

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tfreeze"
	"tfreeze/internal/npy"
	"tfreeze/methods"
)

// same is what every dialect is asked for, and what Explain makes of it.
type same struct {
	want   *tfreeze.Result
	values []float32
	s      *Server
}

func newSame(t *testing.T) same {
	t.Helper()
	s := open(t, Options{})
	_, values, err := parseNumbers([]byte(array), "")
	if err != nil {
		t.Fatal(err)
	}
	m, release := s.Models()[0].Hold()
	defer release()
	want, err := m.Explain(context.Background(), tfreeze.Array{Shape: []int64{6, 6, 3}, Values: values}, tfreeze.ExplainOptions{
		Methods: []string{"integrated_gradients"}, Variants: []tfreeze.Variant{tfreeze.Mask}, Target: "2",
		Options: methods.With(methods.Steps.Is(5), methods.Percentile.Is(60), methods.Path.Is(methods.Endpoints)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return same{want, values, s}
}

const sameParameters = `{"method": "integrated_gradients", "variant": "mask", "target": 2, "steps": 5, "percentile": 60.0, "path": "endpoints"}`

// TestSameBits: every dialect answers with the bits of Model.Explain and Model.Scores.
func TestSameBits(t *testing.T) {
	c := newSame(t)
	var infer struct {
		Outputs []struct {
			Name string
			Data []float32
		}
	}
	answered(t, c.s, "/v2/models/tiny/infer", `{"parameters": `+sameParameters+`, "inputs": [{"name": "x", "shape": [1,6,6,3], "datatype": "FP32", "data": `+array+`}],
		"outputs": [{"name": "attribution"}, {"name": "score"}, {"name": "scores"}]}`, &infer)
	for i, want := range [][]float32{c.want.Maps[0].Values, {c.want.Score}, c.want.Scores} {
		if !slices.Equal(infer.Outputs[i].Data, want) {
			t.Errorf("infer: %s differs from Explain's", infer.Outputs[i].Name)
		}
	}
	var v1 struct {
		Explanations []struct {
			Attribution [6][6][3]float32
			Score       float32
			Target      int
		}
	}
	answered(t, c.s, "/v1/models/tiny:explain", `{"parameters": `+sameParameters+`, "instances": [`+array+`]}`, &v1)
	if e := v1.Explanations[0]; !slices.Equal(flat(e.Attribution), c.want.Maps[0].Values) || e.Score != c.want.Score || e.Target != 2 {
		t.Error(":explain differs from Explain")
	}
	var predictions struct{ Predictions [][]float32 }
	answered(t, c.s, "/v1/models/tiny:predict", `{"instances": [`+array+`]}`, &predictions)
	if !slices.Equal(predictions.Predictions[0], c.want.Scores) {
		t.Errorf(":predict: %v, the scores are %v", predictions.Predictions, c.want.Scores)
	}
	w := c.post(t, "/v1/models/tiny:explain", `{"parameters": `+sameParameters+`, "instances": [`+array+`]}`, "Accept", "application/x-npy")
	a, err := npy.Read(w.Body)
	if err != nil || !slices.Equal(a.Data, c.want.Maps[0].Values) || !slices.Equal(a.Shape, []int{6, 6, 3}) {
		t.Errorf("the .npy differs: %v, %v", a.Shape, err)
	}
}

// TestBinary: raw inputs of every datatype arrive, and raw outputs leave.
func TestBinary(t *testing.T) {
	c := newSame(t)
	for name, convert := range map[string]func(float32) any{
		"FP32": func(v float32) any { return v }, "FP64": func(v float32) any { return float64(v) }, "INT8": func(v float32) any { return int8(v) },
		"INT16": func(v float32) any { return int16(v) }, "INT32": func(v float32) any { return int32(v) }, "INT64": func(v float32) any { return int64(v) },
		"BF16": func(v float32) any { return uint16(math.Float32bits(v) >> 16) }, "FP16": func(v float32) any { return halfOf(v) },
	} {
		var raw []byte
		for _, v := range c.values {
			raw, _ = binary.Append(raw, binary.LittleEndian, convert(v))
		}
		head := fmt.Sprintf(`{"parameters": %s, "inputs": [{"name": "x", "shape": [1,6,6,3], "datatype": "%s", "parameters": {"binary_data_size": %d}}],
			"outputs": [{"name": "attribution", "parameters": {"binary_data": true}}, {"name": "score"}]}`, sameParameters, name, len(raw))
		w := c.post(t, "/v2/models/tiny/infer", head+string(raw), binaryHeader, strconv.Itoa(len(head)))
		n, err := strconv.Atoi(w.Header().Get(binaryHeader))
		if err != nil {
			t.Fatalf("%s: %d %s", name, w.Code, w.Body)
		}
		got := make([]float32, 108)
		if _, err := binary.Decode(w.Body.Bytes()[n:], binary.LittleEndian, got); err != nil || w.Body.Len() != n+4*108 || !slices.Equal(got, c.want.Maps[0].Values) {
			t.Errorf("%s: the map differs (%d bytes, %v)", name, w.Body.Len()-n, err)
		}
	}
}

// halfOf converts a number that float16 has, by the bits of its float32.
func halfOf(v float32) uint16 {
	b := math.Float32bits(v)
	sign, exponent, fraction := uint16(b>>31), int(b>>23&255)-127+15, uint16(b>>13&1023)
	if v == 0 {
		return sign << 15
	}
	return sign<<15 | uint16(exponent)<<10 | fraction
}

// TestPictures: a picture has the bits of the file, as base64, raw and in a form.
func TestPictures(t *testing.T) {
	c := newSame(t)
	const path = "../testdata/pictures/gradient.png"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, release := c.s.Models()[0].Hold()
	defer release()
	want, err := m.Scores(context.Background(), tfreeze.File(path))
	if err != nil {
		t.Fatal(err)
	}
	raw := append(binary.LittleEndian.AppendUint32(nil, uint32(len(content))), content...)
	head := fmt.Sprintf(`{"inputs": [{"name": "x", "shape": [1], "datatype": "BYTES", "parameters": {"binary_data_size": %d}}]}`, len(raw))
	var infer struct{ Outputs []struct{ Data []float32 } }
	w := c.post(t, "/v2/models/tiny/infer", head+string(raw), binaryHeader, strconv.Itoa(len(head)))
	if err := json.Unmarshal(w.Body.Bytes(), &infer); err != nil || !slices.Equal(infer.Outputs[0].Data, want[0]) {
		t.Errorf("raw: got %s, want %v", w.Body, want)
	}
	var body bytes.Buffer
	fmt.Fprintf(&body, "--edge\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n%s\r\n--edge--\r\n", content)
	w = c.post(t, "/v1/models/tiny:predict", body.String(), "Content-Type", "multipart/form-data; boundary=edge")
	var v1 struct{ Predictions [][]float32 }
	if err := json.Unmarshal(w.Body.Bytes(), &v1); err != nil || !slices.Equal(v1.Predictions[0], want[0]) {
		t.Errorf("form: got %s, want %v", w.Body, want)
	}
	w = c.post(t, "/v1/models/tiny:predict", string(content), "Content-Type", "image/png")
	if err := json.Unmarshal(w.Body.Bytes(), &v1); err != nil || !slices.Equal(v1.Predictions[0], want[0]) {
		t.Errorf("file: got %s, want %v", w.Body, want)
	}
}

// TestPixels: a picture beyond the limit is refused before it is decoded.
func TestPixels(t *testing.T) {
	s := open(t, Options{Limits: Limits{Pixels: 100}})
	w := asked(s, "POST", "/v1/models/tiny:predict", `{"instances": [{"b64": "`+encodedPNG(t)+`"}]}`)
	if w.Code != 400 || !strings.Contains(w.Body.String(), "instances[0].b64: a picture of ") || !strings.Contains(w.Body.String(), "the limit is 100 pixels") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// TestBody: a body beyond the limit is refused.
func TestBody(t *testing.T) {
	s := open(t, Options{Limits: Limits{Body: 100}})
	w := asked(s, "POST", "/v2/models/tiny/infer", `{"id": "`+strings.Repeat("x", 100)+`"}`)
	if w.Code != 413 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func (c same) post(t *testing.T, path, body, key, value string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("POST", path, strings.NewReader(body))
	r.Header.Set(key, value)
	w := httptest.NewRecorder()
	c.s.ServeHTTP(w, r)
	return w
}

func answered(t *testing.T, s *Server, path, body string, into any) {
	t.Helper()
	w := asked(s, "POST", path, body)
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil || w.Code != 200 {
		t.Fatalf("%s: %d %s (%v)", path, w.Code, w.Body, err)
	}
}

func flat(a [6][6][3]float32) []float32 {
	var all []float32
	for _, row := range a {
		for _, pixel := range row {
			all = append(all, pixel[:]...)
		}
	}
	return all
}
