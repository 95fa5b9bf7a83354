package autodiff

import gr "tfreeze/graphrewrite"

// fakeQuantArgsRule is the rule of FakeQuantWithMinMaxArgs, which rounds to the levels of
// a range. Its gradient is declared: dy within the range, 0 outside.
func fakeQuantArgsRule(v *VJP) error {
	attrs := v.kept(gr.Attrs{}, "min", "max", "num_bits", "narrow_range")
	v.DX[0] = v.Op("FakeQuantWithMinMaxArgsGradient", "", v.In(0).Type(), attrs, v.Dy(), v.In(0))
	return nil
}

// fakeQuantVarsRule is the same for a range that two inputs give, for all elements or
// for each channel.
func fakeQuantVarsRule(v *VJP) error {
	attrs := v.kept(gr.Attrs{}, "num_bits", "narrow_range")
	v.each("FakeQuantWithMinMaxVars"+perChannel(v.Node.Op)+"Gradient", attrs)
	return nil
}

func perChannel(op string) string {
	if op == "FakeQuantWithMinMaxVarsPerChannel" {
		return "PerChannel"
	}
	return ""
}

// each emits a gradient op that takes dy and all inputs and gives their gradients.
func (v *VJP) each(op string, attrs gr.Attrs) {
	types := make([]gr.Type, len(v.DX))
	for i := range types {
		types[i] = v.In(i).Type()
	}
	n := v.Emitter.Node(op, "", types, attrs, append([]gr.Output{v.Dy()}, v.Node.Inputs...)...)
	for i := range v.DX {
		v.DX[i] = n.Out(i)
	}
}

// straightThroughRule is the rule of QuantizeAndDequantize and its versions 2 and 3, whose
// gradient is declared to be dy, whatever the range.
func straightThroughRule(v *VJP) error {
	for i := range v.Node.Inputs[1:] {
		v.Constant(1 + i)
	}
	return passThrough(v)
}

// quantizeV4Rule is the rule of QuantizeAndDequantizeV4: dy within the range.
func quantizeV4Rule(v *VJP) error {
	v.each("QuantizeAndDequantizeV4Grad", v.kept(gr.Attrs{"T": v.Dy().DType()}, "axis"))
	return nil
}
