package graphrewrite

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	tensorpb "github.com/galeone/tensorflow/tensorflow/go/core/framework/tensor_go_proto"
	typespb "github.com/galeone/tensorflow/tensorflow/go/core/framework/types_go_proto"
)

// tensor reads the shape and the elements of a tensor, whose type was read before.
func (t *text) tensor(dtype typespb.DataType) *tensorpb.TensorProto {
	before := t.rest
	p := &tensorpb.TensorProto{Dtype: dtype, TensorShape: t.shape().Proto()}
	t.expect("{")
	if strings.HasPrefix(t.rest, "sha256 ") {
		t.refuse("the tensor was printed as its hash alone: its elements are expected")
	}
	number := int64(0)
	t.items("}", func() {
		if number++; dtype == typespb.DataType_DT_STRING {
			p.StringVal = append(p.StringVal, []byte(t.quoted()))
			return
		}
		p.TensorContent = append(p.TensorContent, t.element(dtype)...)
	})
	after := t.rest
	t.rest = before
	if count, err := countElements(p, elideAbove); err == nil && count != number {
		t.refuse("%d values for %d elements of type %s", number, count, typeName(dtype))
	}
	// Parse reads only tensors that Format prints in full.
	if _, err := tensorItems(p); err != nil {
		t.refuse("%v", err)
	}
	t.rest = after
	return p
}

// element reads one element, and encodes it as the content of a tensor holds it.
func (t *text) element(dtype typespb.DataType) []byte {
	before := t.rest
	raw, ok := encode(dtype, t.word())
	if !ok {
		t.failAt(before, "an element of type "+typeName(dtype))
	}
	return raw
}

func encode(dtype typespb.DataType, w string) ([]byte, bool) {
	le := binary.LittleEndian
	switch dtype {
	case Float:
		f, err := strconv.ParseFloat(w, 32)
		return le.AppendUint32(nil, math.Float32bits(float32(f))), err == nil
	case Double:
		f, err := strconv.ParseFloat(w, 64)
		return le.AppendUint64(nil, math.Float64bits(f)), err == nil
	case typespb.DataType_DT_UINT8:
		i, err := strconv.ParseUint(w, 10, 8)
		return []byte{byte(i)}, err == nil
	case Bool:
		return []byte{map[string]byte{"true": 1}[w]}, w == "true" || w == "false"
	}
	size := map[typespb.DataType]int{typespb.DataType_DT_INT8: 1, typespb.DataType_DT_INT16: 2, Int32: 4, Int64: 8}[dtype]
	if size == 0 {
		return nil, false
	}
	i, err := strconv.ParseInt(w, 10, 8*size)
	return le.AppendUint64(nil, uint64(i))[:size], err == nil
}
