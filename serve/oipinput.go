package serve

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"tfreeze"
	gr "tfreeze/graphrewrite"
	"tfreeze/methods"
)

// A datatype is one of the protocol's types of numbers.
type datatype struct {
	// numpy is NumPy's name.
	numpy string
	size  int
	of    func(b []byte) float32
}

var order = binary.LittleEndian

// datatypes lists them by their names.
var datatypes = map[string]datatype{
	"BOOL":   {"bool", 1, func(b []byte) float32 { return float32(min(b[0], 1)) }},
	"UINT8":  {"uint8", 1, func(b []byte) float32 { return float32(b[0]) }},
	"UINT16": {"uint16", 2, func(b []byte) float32 { return float32(order.Uint16(b)) }},
	"UINT32": {"uint32", 4, func(b []byte) float32 { return float32(order.Uint32(b)) }},
	"UINT64": {"uint64", 8, func(b []byte) float32 { return float32(order.Uint64(b)) }},
	"INT8":   {"int8", 1, func(b []byte) float32 { return float32(int8(b[0])) }},
	"INT16":  {"int16", 2, func(b []byte) float32 { return float32(int16(order.Uint16(b))) }},
	"INT32":  {"int32", 4, func(b []byte) float32 { return float32(int32(order.Uint32(b))) }},
	"INT64":  {"int64", 8, func(b []byte) float32 { return float32(int64(order.Uint64(b))) }},
	"FP16":   {"float16", 2, func(b []byte) float32 { return half(order.Uint16(b)) }},
	"BF16":   {"float32", 2, func(b []byte) float32 { return math.Float32frombits(uint32(order.Uint16(b)) << 16) }},
	"FP32":   {"float32", 4, func(b []byte) float32 { return math.Float32frombits(order.Uint32(b)) }},
	"FP64":   {"float64", 8, func(b []byte) float32 { return float32(math.Float64frombits(order.Uint64(b))) }},
}

// half converts a float16: a sign, 5 bits of exponent, 10 of fraction.
func half(h uint16) float32 {
	sign, exponent, fraction := 1.0, int(h>>10&31), float64(h&1023)
	if h>>15 == 1 {
		sign = -1
	}
	switch exponent {
	case 0:
		return float32(sign * math.Ldexp(fraction, -24))
	case 31:
		return float32(sign * math.Inf(1))
	}
	return float32(sign * math.Ldexp(1024+fraction, exponent-25))
}

// inferInput adds an input of a request: the model's own, or an array that an option is,
// by its name.
func (s *Server) inferInput(c *call, field string, in *inferInput) error {
	if in.Datatype == "BYTES" {
		return s.bytesInput(c, field, in)
	}
	shape, values, err := in.numbers(field)
	if err != nil {
		return err
	}
	if o := methods.OptionOf(in.Name); o != nil && o.TakesArrays() {
		return wrongly(field, c.setNumbers(o, shape, values))
	}
	if c.inputs != nil {
		return wrong(field, "%q is a second input: the model takes one", in.Name)
	}
	c.inputs, err = split(field, tfreeze.Array{Shape: shape, Values: values, Type: datatypes[in.Datatype].numpy})
	return err
}

// numbers are the values of an input.
func (in *inferInput) numbers(field string) ([]int64, []float32, error) {
	t, ok := datatypes[in.Datatype]
	if !ok {
		return nil, nil, wrong(field+".datatype", "there is no datatype %q", in.Datatype)
	}
	if err := in.checkShape(field); err != nil {
		return nil, nil, err
	}
	n := gr.Shape(in.Shape).Elements()
	var values []float32
	if in.isRaw {
		if n > int64(len(in.raw)) || int64(len(in.raw)) != n*int64(t.size) {
			return nil, nil, wrong(field, "%d bytes are not the %v of %s", len(in.raw), gr.Shape(in.Shape), in.Datatype)
		}
		values = make([]float32, n)
		for i := range values {
			values[i] = t.of(in.raw[i*t.size:])
		}
		return in.Shape, values, nil
	}
	if in.contents != nil {
		if values = valuesOf(in.contents); int64(len(values)) != n {
			return nil, nil, wrong(field+".contents", "it has %d values, which are not those of shape %v", len(values), gr.Shape(in.Shape))
		}
		return in.Shape, values, nil
	}
	_, values, err := parseNumbers(in.Data, field+".data")
	if err == nil && int64(len(values)) != n {
		err = wrong(field+".data", "it has %d values, which are not those of shape %v", len(values), gr.Shape(in.Shape))
	}
	return in.Shape, values, err
}

// checkShape refuses shapes whose size is no number.
func (in *inferInput) checkShape(field string) error {
	n := int64(1)
	for _, d := range in.Shape {
		if d < 1 || n > math.MaxInt32/d {
			return wrong(field+".shape", "%v is not the shape of an array", in.Shape)
		}
		n *= d
	}
	if len(in.Shape) < 1 || len(in.Shape) > maxRank {
		return wrong(field+".shape", "%v is not the shape of a batch", in.Shape)
	}
	return nil
}

// bytesInput adds files: base64 in JSON, or bytes behind their lengths.
func (s *Server) bytesInput(c *call, field string, in *inferInput) error {
	if c.inputs != nil {
		return wrong(field, "%q is a second input: the model takes one", in.Name)
	}
	files, err := in.files(field)
	if err != nil {
		return err
	}
	if len(files) > c.limits.Inputs {
		return wrong(field, "there are %d inputs: the limit is %d", len(files), c.limits.Inputs)
	}
	for i, file := range files {
		name := field
		if len(files) > 1 {
			name = fmt.Sprintf("%s.data[%d]", field, i)
		}
		some, err := s.content(name, file)
		if err != nil {
			return err
		}
		c.inputs = append(c.inputs, some...)
	}
	return nil
}

func (in *inferInput) files(field string) ([][]byte, error) {
	if in.isRaw {
		return lengths(field, in.raw)
	}
	if in.contents != nil {
		return in.contents.BytesContents, nil
	}
	var texts []string
	if err := json.Unmarshal(in.Data, &texts); err != nil {
		return nil, wrong(field+".data", "give a list of files in base64")
	}
	var files [][]byte
	for i, text := range texts {
		file, err := decoded(fmt.Sprintf("%s.data[%d]", field, i), text)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// lengths cuts bytes apart that follow their lengths, of four bytes each.
func lengths(field string, raw []byte) ([][]byte, error) {
	var files [][]byte
	for len(raw) > 0 {
		if len(raw) < 4 || int64(order.Uint32(raw)) > int64(len(raw)-4) {
			return nil, wrong(field, "its %d last bytes are no length and as many bytes", len(raw))
		}
		n := int(order.Uint32(raw))
		files, raw = append(files, slices.Clone(raw[4:4+n])), raw[4+n:]
	}
	return files, nil
}
