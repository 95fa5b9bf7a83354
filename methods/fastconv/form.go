package fastconv

import (
	"strings"

	gr "tfreeze/graphrewrite"
	"tfreeze/methods/autodiff"
)

// A form is a kernel as a fast rule uses it: the output channels are multiplied by the
// scale, unless that is zero, and the product has another layout.
type form struct {
	kernel, scale gr.Output
	layout        string
}

// keepsForms reports whether the node is a convolution of NHWC images in one group,
// with a weight of known shape as its kernel. A form of such a kernel is valid for
// every run.
func (v *conv) keepsForms() bool {
	x, k := v.In(0).Shape(), v.In(1).Shape()
	return !v.ChannelsFirst() && len(x) == 4 && len(k) == 4 && k.Static() && x[3] == k[2] && autodiff.IsWeight(v.In(1))
}

// kernel returns the node's kernel in its original layout, scaled if the rule took a
// scale from dy.
func (v *conv) kernel() gr.Output {
	if v.scale.IsZero() {
		return v.In(1)
	}
	return v.form("scaled", func(_ autodiff.Emitter, kernel gr.Output) gr.Output { return kernel })
}

// form returns the node's kernel, scaled, in another layout.
func (v *conv) form(layout string, lay func(e autodiff.Emitter, kernel gr.Output) gr.Output) gr.Output {
	return v.fast.form(form{v.In(1), v.scale, layout}, lay)
}

func (f *Fast) form(m form, lay func(e autodiff.Emitter, kernel gr.Output) gr.Output) gr.Output {
	if laid, ok := f.forms[m]; ok {
		return laid
	}
	name := strings.TrimSuffix(m.kernel.Node.Name, "/read") + "/" + m.layout
	e := autodiff.Emitter{Scope: f.scope.Sub(name)}
	laid := lay(e, m.scaled(e))
	if laid.Shape().Elements() >= keepFrom {
		laid = f.keep(laid, name)
	}
	f.forms[m] = laid
	return laid
}

// scaled emits the kernel times the scale. The scale is [o] for a kernel [h,w,i,o], and
// [im] for a depthwise kernel [h,w,i,m].
func (m form) scaled(e autodiff.Emitter) gr.Output {
	if m.scale.IsZero() {
		return m.kernel
	}
	k, scale := m.kernel.Shape(), m.scale
	if k[3] != scale.Shape().Elements() {
		scale = e.Reshape(scale, e.Ints(int32(k[2]), int32(k[3])))
	}
	product := e.Mul(m.kernel, scale)
	product.Node.Types[0].Shape = k
	return product
}
