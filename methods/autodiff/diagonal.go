package autodiff

import gr "tfreeze/graphrewrite"

func bandPartRule(v *VJP) error {
	v.DX[0] = v.Op("MatrixBandPart", "", v.In(0).Type(), gr.Attrs{"T": v.Dy().DType(), "Tindex": v.In(1).DType()}, v.Dy(), v.In(1), v.In(2))
	return nil
}

// diagRule is the rule of Diag and MatrixDiag, and diagPartRule that of DiagPart: the
// other op is the gradient.
func diagRule(inverse string) Rule {
	return func(v *VJP) error {
		v.DX[0] = v.Unary(inverse, v.Dy())
		v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
		return nil
	}
}

// diagonals emits an op of the given name, in the node's version, on its diagonals k. Of
// MatrixDiagPart, versions 2 and 3 take what to pad shorter diagonals with.
func (v *VJP) diagonals(op string, k gr.Output, inputs ...gr.Output) gr.Output {
	version := v.Node.Op[len(v.Node.Op)-2:]
	attrs := gr.Attrs{"T": v.Dy().DType()}
	if version != "V2" && version != "V3" {
		return v.Op(op, "", gr.Type{DType: v.Dy().DType()}, attrs, inputs...)
	}
	inputs = append(inputs, k)
	if op == "MatrixDiagPart" {
		inputs = append(inputs, v.Scalar(0, v.Dy()))
	}
	return v.Op(op+version, "", gr.Type{DType: v.Dy().DType()}, v.kept(attrs, "align"), inputs...)
}

// matrixDiagRule is the rule of MatrixDiag and its versions.
func matrixDiagRule(v *VJP) error {
	k := v.In(0)
	if len(v.Node.Inputs) > 1 {
		k = v.In(1)
	}
	v.DX[0] = v.Like(v.diagonals("MatrixDiagPart", k, v.Dy()), v.In(0))
	return nil
}

// matrixDiagPartRule is the rule of MatrixDiagPart and its versions.
func matrixDiagPartRule(v *VJP) error {
	k := v.In(0)
	if len(v.Node.Inputs) > 1 {
		k = v.In(1)
	}
	v.DX[0] = v.diagonals("MatrixSetDiag", k, v.ZerosLike(v.In(0)), v.Dy())
	v.DX[0].Node.Types[0].Shape = v.In(0).Shape()
	return nil
}

// matrixSetDiagRule is the rule of MatrixSetDiag and its versions.
func matrixSetDiagRule(v *VJP) error {
	diagonal := v.In(1)
	k := v.Node.Inputs[len(v.Node.Inputs)-1]
	if v.needsGrad[0] {
		v.DX[0] = v.diagonals("MatrixSetDiag", k, v.Dy(), v.ZerosLike(diagonal))
	}
	if v.needsGrad[1] {
		v.DX[1] = v.diagonals("MatrixDiagPart", k, v.Dy())
	}
	return nil
}
