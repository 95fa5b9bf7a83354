package serve

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"slices"
	"strings"

	"tfreeze"
	"tfreeze/internal/npy"
)

// An input is one input of a call, and the field of the request that it came from.
type input struct {
	field string
	in    tfreeze.Input
}

// content makes inputs of the content of a file: an image, or a .npy array of one input
// or a batch.
func (s *Server) content(field string, content []byte) ([]input, error) {
	if bytes.HasPrefix(content, []byte("\x93NUMPY")) {
		a, err := npy.Read(bytes.NewReader(content))
		if err != nil {
			return nil, wrongly(field, err)
		}
		shape := make([]int64, len(a.Shape))
		for i, d := range a.Shape {
			shape[i] = int64(d)
		}
		return []input{{field, tfreeze.Array{Shape: shape, Values: a.Data, Type: a.Type}}}, nil
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	if pixels := int64(config.Width) * int64(config.Height); err == nil && pixels > int64(s.options.Limits.Pixels) {
		return nil, wrong(field, "a picture of %d x %d pixels is too large: the limit is %d pixels", config.Width, config.Height, s.options.Limits.Pixels)
	}
	return []input{{field, tfreeze.Encoded(content)}}, nil
}

// decoded decodes base64, also that of URLs, and data:...;base64,.
func decoded(field, text string) ([]byte, error) {
	if strings.HasPrefix(text, "data:") {
		if _, rest, ok := strings.Cut(text, ";base64,"); ok {
			text = rest
		}
	}
	text = strings.NewReplacer("-", "+", "_", "/", "\n", "", "\r", "").Replace(strings.TrimRight(text, "="))
	content, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return nil, wrong(field, "it is not base64: %w", err)
	}
	if len(content) == 0 {
		return nil, wrong(field, "it is empty")
	}
	return content, nil
}

// instance makes an input of an element of "instances": {"b64": "..."}, base64, nested
// arrays, or one of these under any key.
func (s *Server) instance(field string, raw json.RawMessage) (input, error) {
	switch first(raw) {
	case '{':
		return s.object(field, raw)
	case '"':
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return input{}, wrongly(field, err)
		}
		return s.encoded(field, text)
	}
	shape, values, err := parseNumbers(raw, field)
	return input{field, tfreeze.Array{Shape: shape, Values: values}}, err
}

// object makes an input of {"b64": "..."} or {"KEY": INSTANCE}.
func (s *Server) object(field string, raw json.RawMessage) (input, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return input{}, wrongly(field, err)
	}
	if len(members) != 1 {
		return input{}, wrong(field, "it has %d members: give one input, as an array or as {\"b64\": ...}", len(members))
	}
	for key, value := range members {
		if first(value) == '{' && strings.Count(field, ".") >= maxRank {
			return input{}, wrong(field, "objects are nested deeper than %d", maxRank)
		}
		return s.instance(field+"."+key, value)
	}
	panic("unreachable")
}

// encoded makes one input of base64.
func (s *Server) encoded(field, text string) (input, error) {
	content, err := decoded(field, text)
	if err != nil {
		return input{}, err
	}
	all, err := s.content(field, content)
	if err != nil {
		return input{}, err
	}
	return all[0], nil
}

// first is the first byte of JSON that is no space.
func first(raw []byte) byte {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	if len(raw) == 0 {
		return 0
	}
	return raw[0]
}

// split makes an input of each row of an array [N, ...].
func split(field string, a tfreeze.Array) ([]input, error) {
	shape, values := a.Shape, a.Values
	if len(shape) < 1 || shape[0] < 1 {
		return nil, wrong(field, "an array of shape %v has no inputs: the first dimension counts them", shape)
	}
	if len(values)%int(shape[0]) != 0 {
		return nil, wrong(field, "an array of shape %v has %d values", shape, len(values))
	}
	n := int(shape[0])
	each := len(values) / n
	all := make([]input, n)
	for i := range all {
		name := field
		if n > 1 {
			name = fmt.Sprintf("%s[%d]", field, i)
		}
		all[i] = input{name, tfreeze.Array{Shape: slices.Clone(shape[1:]), Values: values[i*each : (i+1)*each], Type: a.Type}}
	}
	return all, nil
}
