package autodiff

import (
	"errors"
	"fmt"
	"strings"

	gr "tfreeze/graphrewrite"
)

// einsumRule emits an operand's gradient as the einsum of dy and the other operand,
// over those of its labels that they have. Along its remaining labels, over which the
// operand was summed, the gradient is repeated by an outer product with ones.
//
//	y = ab,bc->ac (A, B): dA = ac,bc->ab (dy, B)
//	y = ab->a (A):        dA = a,b->ab (dy, ones)
func einsumRule(v *VJP) error {
	operands, result, err := v.equation()
	if err != nil {
		return fmt.Errorf("no gradient rule for the equation %q: %w", v.Node.Str("equation", ""), err)
	}
	for i, labels := range operands {
		if v.needsGrad[i] {
			terms, factors := []string{result}, []gr.Output{v.Dy()}
			if len(operands) == 2 {
				terms, factors = append(terms, operands[1-i]), append(factors, v.conj(v.In(1-i)))
			}
			v.DX[i] = v.einsumOnto(labels, v.In(i), terms, factors)
		}
	}
	return nil
}

func (v *VJP) einsumOnto(labels string, x gr.Output, terms []string, factors []gr.Output) gr.Output {
	kept, absent := "", ""
	for i, r := range labels {
		switch {
		case strings.ContainsRune(labels[:i], r):
		case strings.ContainsRune(strings.Join(terms, ""), r):
			kept += string(r)
		default:
			absent += string(r)
		}
	}
	if absent == "" {
		return v.einsum(terms, labels, factors...)
	}
	dx := v.einsum(terms, kept, factors...)
	ones := v.Unary("OnesLike", v.einsum([]string{labels}, absent, x))
	return v.einsum([]string{kept, absent}, labels, dx, ones)
}

func (v *VJP) einsum(terms []string, result string, factors ...gr.Output) gr.Output {
	return v.Op("Einsum", "", gr.Type{DType: v.Dy().DType()}, gr.Attrs{
		"T": v.Dy().DType(), "N": len(factors), "equation": strings.Join(terms, ",") + "->" + result,
	}, factors...)
}

// equation reads the node's equation, with its ellipsis replaced by labels.
func (v *VJP) equation() (operands []string, result string, err error) {
	text := strings.ReplaceAll(v.Node.Str("equation", ""), " ", "")
	if len(text) > maxEquation {
		return nil, "", fmt.Errorf("it has %d letters, more than %d", len(text), maxEquation)
	}
	left, result, _ := strings.Cut(text, "->")
	operands = strings.Split(left, ",")
	if len(operands) != len(v.Node.Inputs) {
		return nil, "", fmt.Errorf("it has %d operands, but the node has %d inputs", len(operands), len(v.Node.Inputs))
	}
	if len(operands) > 2 {
		return nil, "", fmt.Errorf("it has %d operands; at most 2 have a rule", len(operands))
	}
	if strings.Count(left, ellipsis) > 1 {
		return nil, "", errors.New("both operands have an ellipsis")
	}
	dots := ""
	for i, labels := range operands {
		if strings.Contains(labels, ellipsis) {
			if dots, err = writtenOut(labels, text, v.In(i).Shape()); err != nil {
				return nil, "", err
			}
			operands[i] = strings.Replace(labels, ellipsis, dots, 1)
		}
	}
	return operands, strings.Replace(result, ellipsis, dots, 1), nil
}

const (
	// maxEquation allows three operands with as many dimensions as there are letters.
	maxEquation = 160
	ellipsis    = "..."
	letters     = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// writtenOut returns unused labels for the dimensions that an operand's ellipsis
// covers.
func writtenOut(labels, text string, shape gr.Shape) (string, error) {
	free := strings.Map(func(r rune) rune {
		if strings.ContainsRune(text, r) {
			return -1
		}
		return r
	}, letters)
	n := len(shape) - (len(labels) - len(ellipsis))
	if shape == nil || n < 0 || n > len(free) {
		return "", fmt.Errorf("its ellipsis does not fit a tensor of shape %v", shape)
	}
	return free[:n], nil
}
