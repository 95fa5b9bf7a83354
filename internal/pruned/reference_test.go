package pruned_test

import (
	"math"
	"testing"

	gr "tfreeze/graphrewrite"
)

// A reference computes a graph as it is written, element by element in float64, and its
// gradient: slow, dense, and with nothing in common with the engine but the graph.
type reference struct {
	t      *testing.T
	g      *gr.Graph
	input  gr.Output
	score  gr.Output
	frozen map[*gr.Node]frozen
	// lifts compares with the threshold at each point; else the mask is that of x0.
	lifts bool
}

// frozen is what a freezing's output selects by: at x0, rounded as TensorFlow has it.
type frozen struct {
	activation gr.Output
	threshold  float32
	value      []float64
	pass       []bool
}

func ints(n *gr.Node) []int {
	v, _ := n.ConstInts()
	out := make([]int, len(v))
	for i := range v {
		out[i] = int(v[i])
	}
	return out
}

func dims(o gr.Output) (h, w, c int) {
	s := append(gr.Shape{1, 1, 1}, o.Shape()...)
	s = s[len(s)-3:]
	return int(s[0]), int(s[1]), int(s[2])
}

// visit calls f for each product of a convolution or pool: output, input and weight.
func visit(n *gr.Node, kh, kw int, f func(out, in, y, x int)) {
	h, w, _ := dims(n.Inputs[0])
	oh, ow, _ := dims(n.Out(0))
	at := func(name string) (int, int) {
		if l := n.Ints(name); len(l) == 4 {
			return int(l[1]), int(l[2])
		}
		return 1, 1
	}
	sh, sw := at("strides")
	dh, dw := at("dilations")
	top, left := 0, 0
	switch n.Str("padding", "") {
	case "SAME":
		top, left = max(0, (oh-1)*sh+(kh-1)*dh+1-h)/2, max(0, (ow-1)*sw+(kw-1)*dw+1-w)/2
	case "EXPLICIT":
		p := n.Ints("explicit_paddings")
		top, left = int(p[2]), int(p[4])
	}
	for o := range oh * ow {
		for k := range kh * kw {
			y, x := o/ow*sh-top+k/kw*dh, o%ow*sw-left+k%kw*dw
			if y >= 0 && x >= 0 && y < h && x < w {
				f(o, y*w+x, k/kw, k%kw)
			}
		}
	}
}

// products calls f for each product of a linear op: with the numbers of the output, of the
// input, and the weight.
func (r *reference) products(n *gr.Node, f func(out, in int, weight float64)) {
	_, _, c := dims(n.Out(0))
	switch n.Op {
	case "Conv2D", "DepthwiseConv2dNative":
		k, weights := n.Inputs[1].Shape(), r.constant(n.Inputs[1])
		_, _, inC := dims(n.Inputs[0])
		visit(n, int(k[0]), int(k[1]), func(o, i, y, x int) {
			tap := (y*int(k[1]) + x) * int(k[2]*k[3])
			for co := range c {
				if n.Op == "DepthwiseConv2dNative" {
					f(o*c+co, i*inC+co/int(k[3]), weights[tap+co])
					continue
				}
				group := co / (c / (inC / int(k[2])))
				for ci := range int(k[2]) {
					f(o*c+co, i*inC+group*int(k[2])+ci, weights[tap+ci*c+co])
				}
			}
		})
	case "MatMul":
		weights, in := r.constant(n.Inputs[1]), int(n.Inputs[1].Shape()[0])
		for i := range in {
			for o := range c {
				f(o, i, weights[i*c+o])
			}
		}
	case "Mean":
		h, w, ic := dims(n.Inputs[0])
		each := h * w * ic / int(n.Out(0).Shape().Elements())
		for i := range h * w * ic {
			if axis := ints(n.Inputs[1].Node)[0]; axis == 3 || axis < 0 { // along the channels
				f(i/ic, i, 1/float64(each))
			} else {
				f(i%c, i, 1/float64(each))
			}
		}
	case "Transpose":
		transposed(n, f)
	case "AvgPool":
		k := n.Ints("ksize")
		count := map[int]float64{}
		visit(n, int(k[1]), int(k[2]), func(o, _, _, _ int) { count[o]++ })
		visit(n, int(k[1]), int(k[2]), func(o, i, _, _ int) {
			for ch := range c {
				f(o*c+ch, i*c+ch, 1/count[o])
			}
		})
	case "Mul", "FusedBatchNormV3":
		scale := r.constant(n.Inputs[1])
		if n.Op == "FusedBatchNormV3" {
			for i, v := range r.constant(n.Inputs[4]) {
				scale[i] /= math.Sqrt(v + 1e-3)
			}
		}
		for i := range n.Out(0).Shape().Elements() {
			f(int(i), int(i), scale[int(i)%len(scale)])
		}
	case "Neg":
		for i := range n.Out(0).Shape().Elements() {
			f(int(i), int(i), -1)
		}
	case "RealDiv":
		divisor := r.constant(n.Inputs[1])
		for i := range n.Out(0).Shape().Elements() {
			f(int(i), int(i), 1/divisor[int(i)%len(divisor)])
		}
	case "Pad", "Slice", "StridedSlice":
		h, w, ic := dims(n.Inputs[0])
		_, ow, _ := dims(n.Out(0))
		oh := int(n.Out(0).Shape()[1])
		by := ints(n.Inputs[1].Node)
		y0, x0, c0 := -by[1], -by[2], 0
		if n.Op == "Pad" {
			y0, x0, c0 = by[2], by[4], by[6]
		} else {
			c0 = -by[3]
		}
		for i := range h * w * ic {
			y, x, ch := i/ic/w+y0, i/ic%w+x0, i%ic+c0
			if y >= 0 && x >= 0 && ch >= 0 && y < oh && x < ow && ch < c {
				f((y*ow+x)*c+ch, i, 1)
			}
		}
	default: // Identity, Reshape, BiasAdd
		for i := range n.Out(0).Shape().Elements() {
			f(int(i), int(i), 1)
		}
	}
}

func (r *reference) constant(o gr.Output) []float64 {
	v, err := o.Node.ConstValue(1 << 20)
	if err != nil {
		r.t.Fatal(err)
	}
	return append([]float64(nil), v...)
}

// slopes of the activations, and their values.
func activate(op string, u float64) (z, slope float64) {
	switch op {
	case "Relu":
		if u > 0 {
			return u, 1
		}
		return 0, 0
	case "Relu6":
		if u > 0 && u < 6 {
			return u, 1
		}
		return min(max(u, 0), 6), 0
	case "LeakyRelu":
		if u > 0 {
			return u, 1
		}
		return 0.2 * u, 0.2
	case "Sigmoid":
		z = 1 / (1 + math.Exp(-u))
		return z, z * (1 - z)
	}
	if f := composites[op]; f != nil {
		return f(u)
	}
	z = math.Tanh(u)
	return z, 1 - z*z
}

func isActivation(op string) bool {
	return op == "Relu" || op == "Relu6" || op == "LeakyRelu" || op == "Sigmoid" || op == "Tanh" || composites[op] != nil
}

// forward computes all tensors at a point; at x0, where nothing is frozen yet, as it is.
func (r *reference) forward(x []float64) map[gr.Output][]float64 {
	nodes, err := r.g.Between(r.input, r.score)
	if err != nil {
		r.t.Fatal(err)
	}
	v := map[gr.Output][]float64{r.input: x}
	for _, n := range nodes {
		if n == r.input.Node || n.PartOfFreezing() && !n.SelectsFrozen() {
			continue
		}
		if n.Op == "Split" {
			split(n, v, func(part, whole *float64) { *part = *whole })
			continue
		}
		v[n.Out(0)] = r.compute(n, v)
	}
	return v
}

func (r *reference) compute(n *gr.Node, v map[gr.Output][]float64) []float64 {
	y := make([]float64, n.Out(0).Shape().Elements())
	_, _, c := dims(n.Out(0))
	switch {
	case n.SelectsFrozen():
		a := v[n.Inputs[1]]
		for i := range y {
			if y[i] = a[i]; !r.passes(n, i, a[i]) {
				y[i] = r.frozen[n].value[i]
			}
		}
	case isActivation(n.Op):
		for i, u := range v[n.Inputs[0]] {
			y[i], _ = activate(n.Op, u)
		}
	case unary(n.Op) != nil:
		for i, u := range v[n.Inputs[0]] {
			y[i], _ = unary(n.Op)(u)
		}
	case binary(n) != nil:
		r.aligned(n, v, func(e int, _ [2]int, z [2]float64) { y[e], _ = binary(n)(z[0], z[1]) })
	case n.Op == "ConcatV2":
		joined(n, func(part, from, to int) { y[to] = v[n.Inputs[part]][from] })
	case n.Op == "MaxPool":
		for o, i := range winners(n, v[n.Inputs[0]]) {
			y[o] = v[n.Inputs[0]][i]
		}
	default:
		r.products(n, func(out, in int, w float64) { y[out] += w * v[n.Inputs[0]][in] })
		shift := map[string]int{"BiasAdd": 1, "FusedBatchNormV3": 2}[n.Op]
		if shift > 0 {
			for i := range y {
				y[i] += r.constant(n.Inputs[shift])[i%c]
			}
		}
		if n.Op == "FusedBatchNormV3" {
			mean, gamma, variance := r.constant(n.Inputs[3]), r.constant(n.Inputs[1]), r.constant(n.Inputs[4])
			for i := range y {
				y[i] -= mean[i%c] * gamma[i%c] / math.Sqrt(variance[i%c]+1e-3)
			}
		}
	}
	return y
}

func (r *reference) passes(n *gr.Node, i int, a float64) bool {
	f := r.frozen[n]
	if f.value == nil {
		return true
	}
	if r.lifts {
		return float32(a) >= f.threshold
	}
	return f.pass[i]
}

// joined goes through the elements of a concatenation.
func joined(n *gr.Node, f func(part, from, to int)) {
	last := len(n.Inputs) - 1
	axis, offset := ints(n.Inputs[last].Node)[0], 0
	_, w, c := dims(n.Out(0))
	for k, in := range n.Inputs[:last] {
		h, iw, own := dims(in)
		for i := range in.Shape().Elements() {
			at := [3]int{int(i) / own / iw, int(i) / own % iw, int(i) % own}
			at[axis-1] += offset
			f(k, int(i), (at[0]*w+at[1])*c+at[2])
		}
		offset += [3]int{h, iw, own}[axis-1]
	}
}

// split goes through the elements of the parts along the channels, and of the whole.
func split(n *gr.Node, v map[gr.Output][]float64, f func(part, whole *float64)) {
	_, _, c := dims(n.Inputs[1])
	each := c / len(n.Types)
	for k := range n.Types {
		part := n.Out(k)
		if v[part] == nil {
			v[part] = make([]float64, part.Shape().Elements())
		}
		for i := range v[part] {
			f(&v[part][i], &v[n.Inputs[1]][i/each*c+k*each+i%each])
		}
	}
}

// winners are the elements that max-pools take: the first of equals.
func winners(n *gr.Node, x []float64) map[int]int {
	_, _, c := dims(n.Out(0))
	won := map[int]int{}
	k := n.Ints("ksize")
	visit(n, int(k[1]), int(k[2]), func(o, i, _, _ int) {
		for ch := range c {
			if best, ok := won[o*c+ch]; !ok || x[i*c+ch] > x[best] {
				won[o*c+ch] = i*c + ch
			}
		}
	})
	return won
}

// A slopeRule is what an activation makes of a gradient.
type slopeRule func(n *gr.Node, i int, u, dz float64) float64

func ordinary(n *gr.Node, _ int, u, dz float64) float64 {
	_, slope := activate(kindOf(n), u)
	return slope * dz
}

// gradient of the score of a class, given all tensors at a point.
func (r *reference) gradient(v map[gr.Output][]float64, target int, rule slopeRule) []float64 {
	nodes, _ := r.g.Between(r.input, r.score)
	g := map[gr.Output][]float64{}
	for o := range v {
		g[o] = make([]float64, len(v[o]))
	}
	g[r.score][target] = 1
	for k := len(nodes) - 1; k >= 0; k-- {
		n := nodes[k]
		if n == r.input.Node || n.PartOfFreezing() && !n.SelectsFrozen() {
			continue
		}
		dy := g[n.Out(0)]
		switch {
		case n.SelectsFrozen():
			for i, d := range dy {
				if r.passes(n, i, v[n.Inputs[1]][i]) {
					g[n.Inputs[1]][i] += d
				}
			}
		case isActivation(kindOf(n)):
			u := r.inputOf(n)
			for i, d := range dy {
				g[u][i] += rule(n, i, v[u][i], d)
			}
		case unary(n.Op) != nil:
			for i, d := range dy {
				_, slope := unary(n.Op)(v[n.Inputs[0]][i])
				g[n.Inputs[0]][i] += slope * d
			}
		case binary(n) != nil:
			r.aligned(n, v, func(e int, at [2]int, z [2]float64) {
				_, slopes := binary(n)(z[0], z[1])
				for k, in := range n.Inputs {
					if g[in] != nil {
						g[in][at[k]] += slopes[k] * dy[e]
					}
				}
			})
		case n.Op == "Split":
			split(n, g, func(part, whole *float64) { *whole += *part })
		case n.Op == "ConcatV2":
			joined(n, func(part, from, to int) { g[n.Inputs[part]][from] += dy[to] })
		case n.Op == "MaxPool":
			for o, i := range winners(n, v[n.Inputs[0]]) {
				g[n.Inputs[0]][i] += dy[o]
			}
		default:
			r.products(n, func(out, in int, w float64) { g[n.Inputs[0]][in] += w * dy[out] })
		}
	}
	return g[r.input]
}
