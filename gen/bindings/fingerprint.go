package bindings

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/savedmodels"
)

// fingerprint is the SHA-256 of what the bindings rely on: all signatures, the
// preprocessing and the labels. The weights are left out, so that the model can be
// trained further. The generated code computes the same fingerprint from a SavedModel
// directory (templates/fingerprint.go.tmpl). The text that is hashed is
//
//	signature "grad"
//	input "input" "input:0" 1 [-1 227 227 3]
//	output "attribution" "grad/attribution:0" 1 [-1 227 227 3]
//	preprocess {"name":"caffe-bgr", ...}
//	labels 5e88...
//
// with signatures and keys sorted, and with TensorFlow's numbers for types. The last
// two lines are there only if the model has a recipe and labels. An unknown rank is
// written as a scalar's shape, as the binding reads it.
func fingerprint(m *savedmodels.Model, labels []byte) (string, error) {
	h := sha256.New()
	sorted := slices.SortedFunc(slices.Values(m.Signatures), func(a, b gr.Signature) int { return strings.Compare(a.Name, b.Name) })
	for _, s := range sorted {
		fmt.Fprintf(h, "signature %q\n", s.Name)
		describe(h, "input", s.Inputs)
		describe(h, "output", s.Outputs)
	}
	if m.Card.Preprocess != nil {
		raw, err := json.Marshal(m.Card.Preprocess)
		if err != nil {
			return "", fmt.Errorf("preprocessing: %w", err)
		}
		fmt.Fprintf(h, "preprocess %s\n", raw)
	}
	if m.Card.Labels != "" {
		fmt.Fprintf(h, "labels %x\n", sha256.Sum256(labels))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func describe(w io.Writer, what string, tensors map[string]gr.Output) {
	for _, key := range slices.Sorted(maps.Keys(tensors)) {
		o := tensors[key]
		fmt.Fprintf(w, "%s %q %q %d %v\n", what, key, o.String(), o.DType(), []int64(o.Shape()))
	}
}
