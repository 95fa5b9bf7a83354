package serve

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"

	gr "tfreeze/graphrewrite"
)

// A tensor is an output of a call, in C order. Its data are []float32, []int64, []uint8,
// []string (texts) or [][]byte (files).
type tensor struct {
	name  string
	shape []int64
	data  any
}

// datatype is the name of the type in the Open Inference Protocol.
func (t tensor) datatype() string {
	switch t.data.(type) {
	case []int64:
		return "INT64"
	case []uint8:
		return "UINT8"
	case []float32:
		return "FP32"
	}
	return "BYTES"
}

// row is what the tensor has of the i-th input.
func (t tensor) row(i int) tensor {
	each := int(gr.Shape(t.shape[1:]).Elements())
	from, to := i*each, (i+1)*each
	row := tensor{name: t.name, shape: t.shape[1:]}
	switch data := t.data.(type) {
	case []float32:
		row.data = data[from:to]
	case []int64:
		row.data = data[from:to]
	case []uint8:
		row.data = data[from:to]
	case []string:
		row.data = data[from:to]
	case [][]byte:
		row.data = data[from:to]
	}
	return row
}

// flat is the JSON array of all elements.
func (t tensor) flat() json.RawMessage {
	return tensor{shape: []int64{int64(t.len())}, data: t.data}.nested()
}

// nested is the JSON of arrays within arrays, or of one element.
func (t tensor) nested() json.RawMessage {
	at := 0
	return t.appendNested(make([]byte, 0, 12*t.len()), t.shape, &at)
}

func (t tensor) appendNested(b []byte, shape []int64, at *int) []byte {
	if len(shape) == 0 {
		*at++
		return t.appendElement(b, *at-1)
	}
	b = append(b, '[')
	for i := range shape[0] {
		if i > 0 {
			b = append(b, ',')
		}
		b = t.appendNested(b, shape[1:], at)
	}
	return append(b, ']')
}

func (t tensor) appendElement(b []byte, i int) []byte {
	switch data := t.data.(type) {
	case []float32:
		return appendFloat(b, data[i])
	case []int64:
		return strconv.AppendInt(b, data[i], 10)
	case []uint8:
		return strconv.AppendUint(b, uint64(data[i]), 10)
	case []string:
		text, _ := json.Marshal(data[i])
		return append(b, text...)
	case [][]byte:
		b = append(b, `"`...)
		b = base64.StdEncoding.AppendEncode(b, data[i])
		return append(b, `"`...)
	}
	return b
}

// appendFloat writes the shortest number that reads as the same float32. JSON has no
// infinity and no NaN: null takes their place.
func appendFloat(b []byte, v float32) []byte {
	if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, float64(v), 'g', -1, 32)
}

func (t tensor) len() int {
	switch data := t.data.(type) {
	case []float32:
		return len(data)
	case []int64:
		return len(data)
	case []uint8:
		return len(data)
	case []string:
		return len(data)
	case [][]byte:
		return len(data)
	}
	return 0
}

// raw is the tensor in bytes, little-endian. Before each text or file is its length.
func (t tensor) raw() []byte {
	var b []byte
	switch data := t.data.(type) {
	case []string:
		for _, s := range data {
			b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
		}
	case [][]byte:
		for _, s := range data {
			b = append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
		}
	default:
		b, _ = binary.Append(b, binary.LittleEndian, t.data)
	}
	return b
}
